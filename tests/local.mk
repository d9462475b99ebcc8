# The tests. A unit-test program links only the rooms that its room may see (src/LAYERS): what it should not know, it
# cannot call.
if SANITIZERS
sanitizers = yes
else
sanitizers = no
endif

AM_TESTS_ENVIRONMENT = \
	BYLAW_BUILD='$(abs_top_builddir)'; export BYLAW_BUILD; \
	BYLAW_SANITIZERS=$(sanitizers); export BYLAW_SANITIZERS; \
	UBSAN_OPTIONS=print_stacktrace=1; export UBSAN_OPTIONS; \
	PYTHONDONTWRITEBYTECODE=1; export PYTHONDONTWRITEBYTECODE;
TEST_EXTENSIONS = .sh .py
PY_LOG_COMPILER = $(PYTHON)
LOG_COMPILER = $(SHELL) $(srcdir)/tests/unit.sh

# The long ones first, so that two cores end together.
TESTS = \
	tests/differential/compare \
	tests/analyze/agree \
	tests/analyze/finding \
	tests/analyze/forms \
	tests/analyze/solving \
	tests/analyze/differing \
	tests/analyze/breaking \
	tests/ask/agree \
	tests/run_alloc.py \
	tests/run_hostile.py \
	tests/run_jobs.py \
	tests/run_batches.py \
	tests/run_native.py \
	tests/run_apply.py \
	tests/run_faults.py \
	tests/run_lang.py \
	tests/run_docs.py \
	tests/run_db.py \
	tests/run_golden.py \
	tests/run_examples.py \
	tests/run_scenarios.py \
	tests/run_prove.py \
	tests/run_diff.py \
	tests/run_receipts.py \
	tests/run_packs.py \
	tests/run_whynot.py \
	tests/run_coverage.py \
	tests/run_cli.py \
	tests/run_checks.py \
	tests/run_tables.py \
	tests/run_corpus.py \
	tests/run_bench.py \
	tests/layers.sh \
	tests/listed.sh \
	$(unit_tests)

# ---- programs ----

source_room = libsource.la libbase.la
value_room = libvalue.la libbase.la $(RE2_LIBS)
syntax_room = libsyntax.la libvalue.la libsource.la libbase.la $(RE2_LIBS)
check_room = libcheck.la $(syntax_room)
code_room = libcode.la libcheck.la libvalue.la libsource.la libbase.la $(RE2_LIBS)
vm_room = libvm.la libcode.la libcheck.la libvalue.la libsource.la libbase.la $(RE2_LIBS)
eval_room = libeval.la libvm.la libcheck.la libvalue.la libsource.la libbase.la $(RE2_LIBS)
analyze_room = libanalyze.la $(eval_room)
cases_room = libcases.la libcode.la libvm.la libvalue.la libsource.la libbase.la $(SIMDJSON_LIBS) $(RE2_LIBS) $(CSV_LIBS)
lookup_room = liblookup.la $(cases_room)
report_room = libreport.la libvm.la libvalue.la libsource.la libbase.la $(RE2_LIBS)

if HAVE_CRITERION
unit_tests = \
	tests/unit/test_base \
	tests/unit/test_source \
	tests/unit/test_value \
	tests/unit/test_decimal \
	tests/unit/test_date \
	tests/unit/test_sql \
	tests/unit/test_layout \
	tests/unit/test_parse \
	tests/unit/test_parse_messages \
	tests/unit/test_check \
	tests/unit/test_eval \
	tests/unit/test_settling \
	tests/unit/test_explain \
	tests/unit/test_analyze \
	tests/unit/test_solver \
	tests/unit/test_diagram \
	tests/unit/test_code \
	tests/unit/test_batch \
	tests/unit/test_index \
	tests/unit/test_asking \
	tests/unit/test_image \
	tests/unit/test_jit \
	tests/unit/test_verify \
	tests/unit/test_coverage \
	tests/unit/test_vm \
	tests/unit/test_vm_eval \
	tests/unit/test_vm_settling \
	tests/unit/test_lines \
	tests/unit/test_case_json \
	tests/unit/test_case_csv \
	tests/unit/test_lookup \
	tests/unit/test_report \
	tests/unit/test_tally \
	tests/api/test_api
endif

replayers = tests/fuzz/replay_rules tests/fuzz/replay_json tests/fuzz/replay_csv tests/fuzz/replay_case tests/fuzz/replay_image tests/fuzz/replay_lines
check_PROGRAMS = $(unit_tests) $(replayers) \
	tests/differential/compare \
	tests/whynot/whynot \
	tests/analyze/agree \
	tests/analyze/finding \
	tests/analyze/forms \
	tests/analyze/differing \
	tests/analyze/solving \
	tests/analyze/breaking \
	tests/ask/agree \
	tests/bench/make_cases \
	tests/bench/measure

tests_unit_test_base_SOURCES = tests/unit/test_base.c
tests_unit_test_base_LDADD = libbase.la $(CRITERION_LIBS)

tests_unit_test_source_SOURCES = tests/unit/test_source.c
tests_unit_test_source_LDADD = $(source_room) $(CRITERION_LIBS)

tests_unit_test_value_SOURCES = tests/unit/test_value.c
nodist_EXTRA_tests_unit_test_value_SOURCES = dummy_program.cc
tests_unit_test_value_LDADD = $(value_room) $(CRITERION_LIBS)

tests_unit_test_decimal_SOURCES = tests/unit/test_decimal.c
nodist_EXTRA_tests_unit_test_decimal_SOURCES = dummy_program.cc
tests_unit_test_decimal_LDADD = $(value_room) $(CRITERION_LIBS)

tests_unit_test_date_SOURCES = tests/unit/test_date.c
nodist_EXTRA_tests_unit_test_date_SOURCES = dummy_program.cc
tests_unit_test_date_LDADD = $(value_room) $(CRITERION_LIBS)

tests_unit_test_sql_SOURCES = tests/unit/test_sql.c
nodist_EXTRA_tests_unit_test_sql_SOURCES = dummy_program.cc
tests_unit_test_sql_LDADD = $(value_room) $(CRITERION_LIBS)

tests_unit_test_layout_SOURCES = tests/unit/test_layout.c tests/unit/parse_bench.h
nodist_EXTRA_tests_unit_test_layout_SOURCES = dummy_program.cc
tests_unit_test_layout_LDADD = $(syntax_room) $(CRITERION_LIBS)

tests_unit_test_parse_SOURCES = tests/unit/test_parse.c tests/unit/parse_bench.h
nodist_EXTRA_tests_unit_test_parse_SOURCES = dummy_program.cc
tests_unit_test_parse_LDADD = $(syntax_room) $(CRITERION_LIBS)

tests_unit_test_parse_messages_SOURCES = tests/unit/test_parse_messages.c tests/unit/parse_bench.h
nodist_EXTRA_tests_unit_test_parse_messages_SOURCES = dummy_program.cc
tests_unit_test_parse_messages_LDADD = $(syntax_room) $(CRITERION_LIBS)

tests_unit_test_check_SOURCES = tests/unit/test_check.c tests/unit/check_bench.h
nodist_EXTRA_tests_unit_test_check_SOURCES = dummy_program.cc
tests_unit_test_check_LDADD = $(check_room) $(CRITERION_LIBS)

tests_unit_test_eval_SOURCES = tests/unit/test_eval.c tests/unit/eval_bench.h
nodist_EXTRA_tests_unit_test_eval_SOURCES = dummy_program.cc
tests_unit_test_eval_LDADD = $(eval_room) $(CRITERION_LIBS)

tests_unit_test_explain_SOURCES = tests/unit/test_explain.c tests/unit/eval_bench.h
nodist_EXTRA_tests_unit_test_explain_SOURCES = dummy_program.cc
tests_unit_test_explain_LDADD = libexplain.la $(eval_room) $(CRITERION_LIBS)

tests_unit_test_settling_SOURCES = tests/unit/test_settling.c tests/unit/eval_bench.h
nodist_EXTRA_tests_unit_test_settling_SOURCES = dummy_program.cc
tests_unit_test_settling_LDADD = $(eval_room) $(CRITERION_LIBS)

tests_unit_test_analyze_SOURCES = tests/unit/test_analyze.c tests/unit/eval_bench.h
nodist_EXTRA_tests_unit_test_analyze_SOURCES = dummy_program.cc
tests_unit_test_analyze_LDADD = $(analyze_room) $(CRITERION_LIBS)

tests_unit_test_solver_SOURCES = tests/unit/test_solver.c tests/unit/eval_bench.h
nodist_EXTRA_tests_unit_test_solver_SOURCES = dummy_program.cc
tests_unit_test_solver_LDADD = $(analyze_room) $(CRITERION_LIBS)

tests_unit_test_diagram_SOURCES = tests/unit/test_diagram.c
nodist_EXTRA_tests_unit_test_diagram_SOURCES = dummy_program.cc
tests_unit_test_diagram_LDADD = $(analyze_room) $(CRITERION_LIBS)

tests_unit_test_verify_SOURCES = tests/unit/test_verify.c
nodist_EXTRA_tests_unit_test_verify_SOURCES = dummy_program.cc
tests_unit_test_verify_LDADD = libwhole.la $(outside_libs) $(CRITERION_LIBS) -lpthread
tests_unit_test_jit_SOURCES = tests/unit/test_jit.c
nodist_EXTRA_tests_unit_test_jit_SOURCES = dummy_program.cc
tests_unit_test_jit_LDADD = libwhole.la $(outside_libs) $(CRITERION_LIBS) -lpthread
tests_unit_test_image_SOURCES = tests/unit/test_image.c
nodist_EXTRA_tests_unit_test_image_SOURCES = dummy_program.cc
tests_unit_test_image_LDADD = libwhole.la $(outside_libs) $(CRITERION_LIBS) -lpthread

# The VM under the reference evaluator's tests, and its own.
tests_unit_test_batch_SOURCES = tests/unit/test_batch.c
nodist_EXTRA_tests_unit_test_batch_SOURCES = dummy_program.cc
tests_unit_test_batch_LDADD = $(vm_room) $(CRITERION_LIBS)

tests_unit_test_index_SOURCES = tests/unit/test_index.c
nodist_EXTRA_tests_unit_test_index_SOURCES = dummy_program.cc
tests_unit_test_index_LDADD = $(vm_room) $(CRITERION_LIBS)

tests_unit_test_code_SOURCES = tests/unit/test_code.c tests/unit/eval_bench.h tests/unit/vm_engine.h
nodist_EXTRA_tests_unit_test_code_SOURCES = dummy_program.cc
tests_unit_test_code_LDADD = $(vm_room) $(CRITERION_LIBS)

# Both engines and the pipeline.
tests_unit_test_coverage_SOURCES = tests/unit/test_coverage.c
nodist_EXTRA_tests_unit_test_coverage_SOURCES = dummy_program.cc
tests_unit_test_coverage_LDADD = libwhole.la $(outside_libs) $(CRITERION_LIBS)

tests_unit_test_asking_SOURCES = tests/unit/test_asking.c
nodist_EXTRA_tests_unit_test_asking_SOURCES = dummy_program.cc
tests_unit_test_asking_LDADD = libwhole.la $(outside_libs) $(CRITERION_LIBS)

tests_unit_test_vm_SOURCES = tests/unit/test_vm.c tests/unit/eval_bench.h tests/unit/vm_engine.h
nodist_EXTRA_tests_unit_test_vm_SOURCES = dummy_program.cc
tests_unit_test_vm_LDADD = $(vm_room) $(CRITERION_LIBS)

tests_unit_test_vm_eval_SOURCES = tests/unit/test_vm_eval.c tests/unit/eval_bench.h tests/unit/vm_engine.h
nodist_EXTRA_tests_unit_test_vm_eval_SOURCES = dummy_program.cc
tests_unit_test_vm_eval_LDADD = $(vm_room) $(CRITERION_LIBS)

tests_unit_test_vm_settling_SOURCES = tests/unit/test_vm_settling.c tests/unit/eval_bench.h tests/unit/vm_engine.h
nodist_EXTRA_tests_unit_test_vm_settling_SOURCES = dummy_program.cc
tests_unit_test_vm_settling_LDADD = $(vm_room) $(CRITERION_LIBS)

tests_unit_test_lines_SOURCES = tests/unit/test_lines.c tests/unit/cases_bench.h
nodist_EXTRA_tests_unit_test_lines_SOURCES = dummy_program.cc
tests_unit_test_lines_LDADD = $(cases_room) $(CRITERION_LIBS)

tests_unit_test_case_json_SOURCES = tests/unit/test_case_json.c tests/unit/cases_bench.h
nodist_EXTRA_tests_unit_test_case_json_SOURCES = dummy_program.cc
tests_unit_test_case_json_LDADD = $(cases_room) $(CRITERION_LIBS)

tests_unit_test_case_csv_SOURCES = tests/unit/test_case_csv.c tests/unit/cases_bench.h
nodist_EXTRA_tests_unit_test_case_csv_SOURCES = dummy_program.cc
tests_unit_test_case_csv_LDADD = $(cases_room) $(CRITERION_LIBS)

tests_unit_test_lookup_SOURCES = tests/unit/test_lookup.c
nodist_EXTRA_tests_unit_test_lookup_SOURCES = dummy_program.cc
tests_unit_test_lookup_LDADD = $(lookup_room) $(CRITERION_LIBS)

tests_unit_test_tally_SOURCES = tests/unit/test_tally.c
nodist_EXTRA_tests_unit_test_tally_SOURCES = dummy_program.cc
tests_unit_test_tally_LDADD = $(report_room) $(CRITERION_LIBS)

tests_unit_test_report_SOURCES = tests/unit/test_report.c tests/unit/cases_bench.h
nodist_EXTRA_tests_unit_test_report_SOURCES = dummy_program.cc
tests_unit_test_report_LDADD = $(report_room) $(CRITERION_LIBS)

# From outside: the public header and the library, as a program that embeds Bylaw has them.
tests_api_test_api_SOURCES = tests/api/test_api.c
tests_api_test_api_CPPFLAGS = -I$(top_srcdir)/src -DBYLAW_TEST_VERSION='"$(PACKAGE_VERSION)"'
nodist_EXTRA_tests_api_test_api_SOURCES = dummy_program.cc
tests_api_test_api_LDADD = libbylaw.la $(CRITERION_LIBS) -lpthread

# ---- the VM against the reference evaluator, on policies that are made up ----

# The generator of policies with cases, and the arguments of those who use it.
generate_sources = \
	tests/generate/constructs.def tests/generate/cells.def tests/generate/shapes.def \
	tests/generate/gen.h tests/generate/seeds.h tests/generate/gen_cases.c tests/generate/gen_facts.c tests/generate/gen_lookups.c tests/generate/gen_rules.c \
	tests/generate/gen_tables.c tests/generate/gen_values.c tests/generate/generate.c tests/generate/generate.h

# Links the whole: it calls the pipeline, the reader, both engines and the writer.
tests_differential_compare_SOURCES = \
	tests/differential/compare.c tests/differential/coverage.c tests/differential/coverage.h \
	tests/differential/fake_host.c tests/differential/fake_host.h $(generate_sources)
nodist_EXTRA_tests_differential_compare_SOURCES = dummy_program.cc
tests_differential_compare_LDADD = libwhole.la $(outside_libs)

# ---- why-not against brute force; run_whynot.py runs it ----

tests_whynot_whynot_SOURCES = tests/whynot/whynot.c tests/differential/fake_host.c tests/differential/fake_host.h
nodist_EXTRA_tests_whynot_whynot_SOURCES = dummy_program.cc
tests_whynot_whynot_LDADD = libwhole.la $(outside_libs)

# ---- the analysis against the reference evaluator ----

tests_analyze_agree_SOURCES = \
	tests/analyze/agree.c \
	$(generate_sources)
nodist_EXTRA_tests_analyze_agree_SOURCES = dummy_program.cc
tests_analyze_agree_LDADD = libwhole.la $(outside_libs)

tests_analyze_differing_SOURCES = \
	tests/analyze/differing.c \
	$(generate_sources)
nodist_EXTRA_tests_analyze_differing_SOURCES = dummy_program.cc
tests_analyze_differing_LDADD = libwhole.la $(outside_libs)

# ---- what check finds against brute force ----

tests_analyze_finding_SOURCES = tests/analyze/finding.c tests/generate/seeds.h
nodist_EXTRA_tests_analyze_finding_SOURCES = dummy_program.cc
tests_analyze_finding_LDADD = libwhole.la $(outside_libs)

tests_analyze_forms_SOURCES = tests/analyze/forms.c tests/generate/seeds.h
nodist_EXTRA_tests_analyze_forms_SOURCES = dummy_program.cc
tests_analyze_forms_LDADD = libwhole.la $(outside_libs)

# ---- the solver against the reference evaluator, on conditions that are made up ----

tests_analyze_solving_SOURCES = tests/analyze/solving.c
nodist_EXTRA_tests_analyze_solving_SOURCES = dummy_program.cc
tests_analyze_solving_LDADD = libwhole.la $(outside_libs)

tests_analyze_breaking_SOURCES = tests/analyze/breaking.c tests/differential/fake_host.c tests/differential/fake_host.h \
	$(generate_sources)
nodist_EXTRA_tests_analyze_breaking_SOURCES = dummy_program.cc
tests_analyze_breaking_LDADD = libwhole.la $(outside_libs)
# ---- the interview against eval and brute force ----

tests_ask_agree_SOURCES = tests/ask/agree.c
nodist_EXTRA_tests_ask_agree_SOURCES = dummy_program.cc
tests_ask_agree_LDADD = libwhole.la $(outside_libs)

# ---- what makes allocations fail ----

check_DATA = tests/alloc/failing.so
CLEANFILES += tests/alloc/failing.so
tests/alloc/failing.so: tests/alloc/failing.c
	$(AM_V_CC)$(MKDIR_P) tests/alloc && $(CC) -std=gnu11 -Wall -Wextra -O1 -shared -fPIC -o $@ $(srcdir)/tests/alloc/failing.c -ldl

# ---- fuzzing ----

# The targets under a main of their own, which gives them the corpora: no clang needed.
tests_fuzz_replay_rules_SOURCES = tests/fuzz/fuzz_rules.c tests/fuzz/replay.c tests/fuzz/fuzz.h
nodist_EXTRA_tests_fuzz_replay_rules_SOURCES = dummy_program.cc
tests_fuzz_replay_rules_LDADD = libbylaw.la
tests_fuzz_replay_json_SOURCES = tests/fuzz/fuzz_json.c tests/fuzz/replay.c tests/fuzz/fuzz.h
nodist_EXTRA_tests_fuzz_replay_json_SOURCES = dummy_program.cc
tests_fuzz_replay_json_LDADD = libbylaw.la
tests_fuzz_replay_csv_SOURCES = tests/fuzz/fuzz_csv.c tests/fuzz/replay.c tests/fuzz/fuzz.h
nodist_EXTRA_tests_fuzz_replay_csv_SOURCES = dummy_program.cc
tests_fuzz_replay_csv_LDADD = libbylaw.la
tests_fuzz_replay_case_SOURCES = tests/fuzz/fuzz_case.c tests/fuzz/replay.c tests/fuzz/fuzz.h
nodist_EXTRA_tests_fuzz_replay_case_SOURCES = dummy_program.cc
tests_fuzz_replay_case_LDADD = libbylaw.la
tests_fuzz_replay_image_SOURCES = tests/fuzz/fuzz_image.c tests/fuzz/replay.c tests/fuzz/fuzz.h
nodist_EXTRA_tests_fuzz_replay_image_SOURCES = dummy_program.cc
tests_fuzz_replay_image_LDADD = libwhole.la $(outside_libs)
tests_fuzz_replay_lines_SOURCES = tests/fuzz/fuzz_lines.cc tests/fuzz/replay.c tests/fuzz/fuzz.h
tests_fuzz_replay_lines_LDADD = libbylaw.la $(SIMDJSON_LIBS)

.PHONY: bench fuzz soak tsan coverage accept
# make fuzz FUZZ_RUNS=1000000 FUZZ_TARGETS="rules json csv case image lines"
fuzz:
	$(SHELL) $(srcdir)/tests/fuzz/fuzz.sh $(srcdir) build-fuzz $(FUZZ_TARGETS)

# ---- benchmarks: programs to look at, never tests ----

benchmarks = tests/bench/bench_startup tests/bench/bench_reader tests/bench/bench_vm tests/bench/bench_rules tests/bench/bench_stream \
	tests/bench/bench_lookup tests/bench/bench_check tests/bench/bench_diff tests/bench/bench_scenarios tests/bench/ceiling
EXTRA_PROGRAMS = $(benchmarks)
CLEANFILES += $(benchmarks)

tests_bench_bench_startup_SOURCES = tests/bench/bench_startup.c
tests_bench_bench_startup_CPPFLAGS = -D_GNU_SOURCE

tests_bench_bench_reader_SOURCES = tests/bench/bench_reader.cc tests/bench/bench_reader_c.c tests/bench/bench_reader.h tests/bench/bench_cases.h
tests_bench_bench_reader_LDADD = $(cases_room)

tests_bench_bench_vm_SOURCES = tests/bench/bench_vm.c tests/bench/bench_batches.h
nodist_EXTRA_tests_bench_bench_vm_SOURCES = dummy_program.cc
tests_bench_bench_vm_LDADD = libwhole.la $(outside_libs)

tests_bench_bench_rules_SOURCES = tests/bench/bench_rules.c tests/bench/bench_batches.h
nodist_EXTRA_tests_bench_bench_rules_SOURCES = dummy_program.cc
tests_bench_bench_rules_LDADD = libwhole.la $(outside_libs)

tests_bench_bench_check_SOURCES = tests/bench/bench_check.c tests/bench/bench_policies.h
nodist_EXTRA_tests_bench_bench_check_SOURCES = dummy_program.cc
tests_bench_bench_check_LDADD = libbylaw.la

tests_bench_bench_diff_SOURCES = tests/bench/bench_diff.c tests/bench/bench_policies.h
nodist_EXTRA_tests_bench_bench_diff_SOURCES = dummy_program.cc
tests_bench_bench_diff_LDADD = libbylaw.la

tests_bench_bench_lookup_SOURCES = tests/bench/bench_lookup.c
nodist_EXTRA_tests_bench_bench_lookup_SOURCES = dummy_program.cc
tests_bench_bench_lookup_LDADD = libbylaw.la $(SQLITE_LIBS)

tests_bench_bench_scenarios_SOURCES = tests/bench/bench_scenarios.c
nodist_EXTRA_tests_bench_bench_scenarios_SOURCES = dummy_program.cc
tests_bench_bench_scenarios_LDADD = libbylaw.la

# What the whole way is measured with: cases, the policy that decides them, and the same by hand.
tests_bench_make_cases_SOURCES = tests/bench/make_cases.c
tests_bench_measure_SOURCES = tests/bench/measure.c
tests_bench_ceiling_SOURCES = tests/bench/ceiling.cc
tests_bench_ceiling_LDADD = $(SIMDJSON_LIBS)

tests_bench_bench_stream_SOURCES = tests/bench/bench_stream.cc tests/bench/bench_cases.h
tests_bench_bench_stream_LDADD = $(SIMDJSON_LIBS)

bench: bylaw $(benchmarks) tests/bench/make_cases tests/bench/measure
	tests/bench/bench_startup ./bylaw
	tests/bench/bench_reader
	tests/bench/bench_stream ./bylaw $(srcdir)/rules
	tests/bench/bench_lookup
	tests/bench/bench_check
	tests/bench/bench_diff
	tests/bench/bench_scenarios
	$(SHELL) $(srcdir)/build-aux/bench-setup.sh bench
	BENCH_CC='$(CC)' BENCH_CFLAGS='$(CFLAGS)' PYTHONDONTWRITEBYTECODE=1 \
		$(PYTHON) $(srcdir)/tests/bench/bench.py . --page $(srcdir)/doc/performance.md --readme $(srcdir)/README.md

# ---- what takes long, or looks deeper ----

# Every allocation fails once, and the rest in full length; apply under kill -9; native code on ten thousand policies, its compiler under kill -9.
soak: all
	$(MAKE) check BYLAW_CHECK=long
	srcdir=$(srcdir) BYLAW_BUILD='$(abs_top_builddir)' $(PYTHON) $(srcdir)/tests/soak_apply.py
	srcdir=$(srcdir) BYLAW_BUILD='$(abs_top_builddir)' $(PYTHON) $(srcdir)/tests/run_native.py soak

# The threads of eval under the thread sanitizer (clang's), in a build of its own.
tsan:
	$(MKDIR_P) build-tsan
	cd build-tsan && { test -f config.status || $(abs_srcdir)/configure --disable-shared \
		CC=clang CXX=clang++ CFLAGS='-O1 -g -fsanitize=thread' CXXFLAGS='-O1 -g -fsanitize=thread' LDFLAGS=-fsanitize=thread; }
	cd build-tsan && $(MAKE) $(BUILT_SOURCES) && $(MAKE) bylaw $(libexec_PROGRAMS)
	BYLAW_SANITIZERS=yes TSAN_OPTIONS=exitcode=66 srcdir=$(srcdir) BYLAW_BUILD="`cd build-tsan && pwd`" $(PYTHON) $(srcdir)/tests/run_jobs.py
	BYLAW_SANITIZERS=yes TSAN_OPTIONS=exitcode=66 BYLAW_CHECK=short srcdir=$(srcdir) BYLAW_BUILD="`cd build-tsan && pwd`" $(PYTHON) $(srcdir)/tests/run_batches.py
	BYLAW_SANITIZERS=yes TSAN_OPTIONS=exitcode=66 srcdir=$(srcdir) BYLAW_BUILD="`cd build-tsan && pwd`" $(PYTHON) $(srcdir)/tests/run_native.py threads

# The line coverage of src/ by make check, in a build of its own; under 90 % it fails.
coverage:
	$(MKDIR_P) build-coverage
	cd build-coverage && { test -f config.status || $(abs_srcdir)/configure --enable-coverage --disable-shared; }
	cd build-coverage && $(MAKE) && find . -name '*.gcda' -exec rm -f {} + && { $(MAKE) -k check || echo 'make coverage: a test failed'; }
	top=$$(cd $(srcdir) && pwd) && cd build-coverage && \
		gcovr --root "$$top" --filter "$$top/src/" --sort-percentage --fail-under-line 90 .

# Rewrites what the tests expect as what comes out now. Look at the difference before you commit it.
accept: bylaw
	srcdir=$(srcdir) BYLAW_BUILD='$(abs_top_builddir)' $(PYTHON) $(srcdir)/tests/run_lang.py --accept
	srcdir=$(srcdir) BYLAW_BUILD='$(abs_top_builddir)' $(PYTHON) $(srcdir)/tests/run_examples.py --accept
	srcdir=$(srcdir) BYLAW_BUILD='$(abs_top_builddir)' $(PYTHON) $(srcdir)/tests/run_scenarios.py --accept
	srcdir=$(srcdir) BYLAW_BUILD='$(abs_top_builddir)' $(PYTHON) $(srcdir)/tests/run_docs.py --accept
	srcdir=$(srcdir) BYLAW_BUILD='$(abs_top_builddir)' $(PYTHON) $(srcdir)/tests/run_cli.py --accept
