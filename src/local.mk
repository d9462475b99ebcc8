# The source files of every room, a list a room. Headers stand with their room so that they are distributed.
libbase_la_SOURCES = \
	src/base/arena.c \
	src/base/arena.h \
	src/base/buf.c \
	src/base/buf.h \
	src/base/checked.h \
	src/base/map.c \
	src/base/map.h \
	src/base/mapped.c \
	src/base/mapped.h \
	src/base/mem.c \
	src/base/mem.h \
	src/base/sha256.c \
	src/base/sha256.h \
	src/base/shared.c \
	src/base/shared.h \
	src/base/str.c \
	src/base/str.h \
	src/base/utf8.c \
	src/base/utf8.h \
	src/base/vec.c \
	src/base/vec.h
libbase_la_LIBADD = $(NETTLE_LIBS)

libsource_la_SOURCES = \
	src/source/diag.c \
	src/source/diag.h \
	src/source/diag_codes.def \
	src/source/diag_json.c \
	src/source/diag_text.c \
	src/source/source.c \
	src/source/source.h \
	src/source/span.c

libvalue_la_SOURCES = \
	src/value/builtin.c \
	src/value/builtin.h \
	src/value/builtin_text.c \
	src/value/builtins.def \
	src/value/date.c \
	src/value/date.h \
	src/value/date_text.c \
	src/value/decimal.c \
	src/value/decimal.h \
	src/value/fact.h \
	src/value/figure.h \
	src/value/pattern.h \
	src/value/pattern_pool.c \
	src/value/pattern_re2.cc \
	src/value/sql.c \
	src/value/sql.h \
	src/value/text_style.c \
	src/value/type.c \
	src/value/type.h \
	src/value/value.c \
	src/value/value.h \
	src/value/value_keep.c \
	src/value/value_text.c

libsyntax_la_SOURCES = \
	grammar/build.c \
	grammar/build.h \
	grammar/build_expr.c \
	grammar/build_table.c \
	grammar/layout.c \
	grammar/layout.h \
	grammar/lexer.h \
	grammar/literal.c \
	grammar/literal.h \
	grammar/messages.c \
	grammar/messages.h \
	grammar/reserved.c \
	grammar/reserved.def \
	grammar/reserved.h \
	grammar/words.c \
	src/syntax/ast.c \
	src/syntax/ast.h \
	src/syntax/ast_dump.c \
	src/syntax/parse.c \
	src/syntax/parse.h \
	src/syntax/token.h \
	src/syntax/token_dump.c \
	src/syntax/token_hash.c

nodist_libsyntax_la_SOURCES = grammar/parser.c grammar/parser.h grammar/lexer.c

libcheck_la_SOURCES = \
	src/check/action.c \
	src/check/check.c \
	src/check/check.h \
	src/check/checker.h \
	src/check/clauses.c \
	src/check/declare.c \
	src/check/declare.h \
	src/check/declare_definition.c \
	src/check/declare_fact.c \
	src/check/declare_head.c \
	src/check/declare_lookup.c \
	src/check/declare_lost.c \
	src/check/declare_name.c \
	src/check/declare_party.c \
	src/check/declare_type.c \
	src/check/declare_verb.c \
	src/check/define.c \
	src/check/depends.c \
	src/check/depends.h \
	src/check/expr.c \
	src/check/expr.h \
	src/check/expr_arith.c \
	src/check/expr_call.c \
	src/check/expr_compare.c \
	src/check/expr_fit.c \
	src/check/expr_list.c \
	src/check/expr_literal.c \
	src/check/expr_logic.c \
	src/check/expr_make.c \
	src/check/expr_name.c \
	src/check/expr_ops.def \
	src/check/expr_symbol.c \
	src/check/graph.c \
	src/check/graph.h \
	src/check/group.c \
	src/check/infer.c \
	src/check/infer.h \
	src/check/infer_kind.c \
	src/check/infer_name.c \
	src/check/infer_relation.c \
	src/check/infer_settle.c \
	src/check/infer_statement.c \
	src/check/infer_walk.c \
	src/check/kpi.c \
	src/check/override.c \
	src/check/parts.h \
	src/check/private.c \
	src/check/program.c \
	src/check/program.h \
	src/check/program_dump.c \
	src/check/program_facts.c \
	src/check/program_text.c \
	src/check/program_text.h \
	src/check/reads.c \
	src/check/reads.h \
	src/check/regions.c \
	src/check/regions.h \
	src/check/rule.c \
	src/check/scenario.c \
	src/check/scenario.h \
	src/check/scenario_element.c \
	src/check/scenario_reads.c \
	src/check/scenario_rows.c \
	src/check/scenario_table.c \
	src/check/scenarios.h \
	src/check/sql_params.c \
	src/check/table.c \
	src/check/table_cell.c \
	src/check/table_rows.c \
	src/check/table_unit.c \
	src/check/table_value.c \
	src/check/tables.h \
	src/check/type_words.c \
	src/check/update.c \
	src/check/verb.c \
	src/check/warn.c \
	src/check/wording.c

libcode_la_SOURCES = \
	src/code/batch.c \
	src/code/batch.h \
	src/code/batch_cost.c \
	src/code/batch_inner.h \
	src/code/batch_mask.c \
	src/code/batch_mask.h \
	src/code/batch_mask_body.h \
	src/code/batch_plan.c \
	src/code/code.c \
	src/code/code.h \
	src/code/compile.c \
	src/code/compile.h \
	src/code/compiler.h \
	src/code/disasm.c \
	src/code/emit.c \
	src/code/image.h \
	src/code/image_check.c \
	src/code/image_read.c \
	src/code/image_schema.c \
	src/code/image_schema.h \
	src/code/image_write.c \
	src/code/index.c \
	src/code/index.h \
	src/code/index_build.c \
	src/code/index_build.h \
	src/code/index_cluster.c \
	src/code/index_columns.c \
	src/code/index_dump.c \
	src/code/index_leaf.c \
	src/code/index_matrix.c \
	src/code/index_matrix_body.h \
	src/code/index_rows.c \
	src/code/index_rows.h \
	src/code/index_split.c \
	src/code/index_terms.c \
	src/code/index_terms.h \
	src/code/index_work.h \
	src/code/lower_cases.c \
	src/code/lower_list.c \
	src/code/lower_test.c \
	src/code/lower_unit.c \
	src/code/lower_value.c \
	src/code/opcodes.def \
	src/code/shape.h \
	src/code/share.c \
	src/code/thread.c \
	src/code/verify.c \
	src/code/verify.h \
	src/code/verify_cases.c \
	src/code/verify_flow.c \
	src/code/verify_part.c \
	src/code/verify_set.c \
	src/code/verify_step.c \
	src/code/verify_type.c \
	src/code/vector_cpu.h \
	src/code/waiting.c \
	src/code/waiting.h

libvm_la_SOURCES = \
	src/vm/alive.c \
	src/vm/builtins.c \
	src/vm/cases.c \
	src/vm/decision.c \
	src/vm/decision.h \
	src/vm/host.h \
	src/vm/native.c \
	src/vm/native.h \
	src/vm/native_layout.c \
	src/vm/need.c \
	src/vm/need.h \
	src/vm/ops_list.c \
	src/vm/ops_lookup.c \
	src/vm/ops_number.c \
	src/vm/ops_text.c \
	src/vm/ops_value.c \
	src/vm/settle_acts.c \
	src/vm/settle_guarantee.c \
	src/vm/settle_outcome.c \
	src/vm/settle_rivals.c \
	src/vm/settle_unit.c \
	src/vm/vm.c \
	src/vm/vm.h \
	src/vm/vm_inner.h \
	src/vm/vm_one.c \
	src/vm/vm_run.c

libjit_la_SOURCES = \
	src/jit/jit.c \
	src/jit/jit.h \
	src/jit/jit_child.h \
	src/jit/jit_failure.h \
	src/jit/jit_input.c \
	src/jit/jit_input.h \
	src/jit/jit_plan.c \
	src/jit/jit_plan.h \
	src/jit/jit_object.c \
	src/jit/jit_object.h
if HAVE_GCCJIT
libjit_la_SOURCES += src/jit/jit_child.c src/jit/jit_failure.c
else
libjit_la_SOURCES += src/jit/jit_none.c
endif
EXTRA_libjit_la_SOURCES = src/jit/jit_child.c src/jit/jit_failure.c src/jit/jit_none.c

# The child that compiles.
jit_sources = \
	src/jit/jit_main.c \
	src/jit/machine.h \
	src/jit/machine_gcc.c \
	src/jit/native_chain.c \
	src/jit/native_group.c \
	src/jit/native_inner.h \
	src/jit/native_insn.c \
	src/jit/native_live.c \
	src/jit/native_policy.c \
	src/jit/native_policy.h \
	src/jit/native_set.c

libeval_la_SOURCES = \
	src/eval/eval.c \
	src/eval/eval.h \
	src/eval/eval_acts.c \
	src/eval/eval_arms.c \
	src/eval/eval_calendar.c \
	src/eval/eval_calls.c \
	src/eval/eval_compare.c \
	src/eval/eval_expr.c \
	src/eval/eval_guarantees.c \
	src/eval/eval_inner.h \
	src/eval/eval_lists.c \
	src/eval/eval_logic.c \
	src/eval/eval_math.c \
	src/eval/eval_open.c \
	src/eval/eval_outcome.c \
	src/eval/eval_rows.c \
	src/eval/eval_settle.c \
	src/eval/eval_texts.c \
	src/eval/eval_thing.c \
	src/eval/eval_trace.c \
	src/eval/eval_trace.h \
	src/eval/eval_units.c

libanalyze_la_SOURCES = \
	src/analyze/bearing.c \
	src/analyze/breach.c \
	src/analyze/breach.h \
	src/analyze/cells.c \
	src/analyze/cells.h \
	src/analyze/cells_cut.c \
	src/analyze/cells_find.c \
	src/analyze/cells_inner.h \
	src/analyze/cells_make.c \
	src/analyze/cells_show.c \
	src/analyze/cells_steady.c \
	src/analyze/cells_write.c \
	src/analyze/cells_write.h \
	src/analyze/chains.c \
	src/analyze/conflicts.c \
	src/analyze/constants.c \
	src/analyze/dead.c \
	src/analyze/decisions.c \
	src/analyze/decisions.h \
	src/analyze/defaults.c \
	src/analyze/diagram.c \
	src/analyze/diagram.h \
	src/analyze/diagram_inner.h \
	src/analyze/diagram_path.c \
	src/analyze/finder.h \
	src/analyze/findings.c \
	src/analyze/findings.h \
	src/analyze/gap.h \
	src/analyze/gap_rows.c \
	src/analyze/gaps.c \
	src/analyze/diff.c \
	src/analyze/diff.h \
	src/analyze/diff_alike.c \
	src/analyze/diff_inner.h \
	src/analyze/diff_links.c \
	src/analyze/diff_lists.c \
	src/analyze/diff_needs.c \
	src/analyze/diff_notes.c \
	src/analyze/diff_parts.c \
	src/analyze/diff_walk.c \
	src/analyze/idle.c \
	src/analyze/overlap.c \
	src/analyze/outdone.c \
	src/analyze/periods.c \
	src/analyze/probe.c \
	src/analyze/shadows.c \
	src/analyze/shapes.c \
	src/analyze/smt.h \
	src/analyze/solver.c \
	src/analyze/solver.h \
	src/analyze/solver_acts.c \
	src/analyze/solver_arms.c \
	src/analyze/solver_calendar.c \
	src/analyze/solver_compare.c \
	src/analyze/solver_confirm.c \
	src/analyze/solver_expr.c \
	src/analyze/solver_inner.h \
	src/analyze/solver_lists.c \
	src/analyze/solver_math.c \
	src/analyze/solver_opaque.c \
	src/analyze/solver_paths.c \
	src/analyze/solver_paths.h \
	src/analyze/solver_pattern.c \
	src/analyze/solver_rows.c \
	src/analyze/solver_shrink.c \
	src/analyze/solver_term.c \
	src/analyze/solver_texts.c \
	src/analyze/symbolic.c \
	src/analyze/symbolic.h \
	src/analyze/symbolic_actions.c \
	src/analyze/symbolic_arms.c \
	src/analyze/symbolic_decision.c \
	src/analyze/symbolic_inner.h \
	src/analyze/symbolic_meet.c \
	src/analyze/symbolic_twins.c \
	src/analyze/symbolic_units.c \
	src/analyze/symbols.c \
	src/analyze/symbols.h \
	src/analyze/symbols_compare.c \
	src/analyze/symbols_ops.c \
	src/analyze/terms.c \
	src/analyze/terms.h \
	src/analyze/witness.c \
	src/analyze/witness.h \
	src/analyze/witness_inner.h \
	src/analyze/witness_text.c \
	src/analyze/witness_try.c \
	src/analyze/witness_values.c
if HAVE_Z3
libanalyze_la_SOURCES += src/analyze/smt_z3.c src/analyze/smt_z3.def
else
libanalyze_la_SOURCES += src/analyze/smt_none.c
endif

libexplain_la_SOURCES = \
	src/explain/explain.c \
	src/explain/explain.h \
	src/explain/explain_definition.c \
	src/explain/explain_distance.c \
	src/explain/explain_distance.h \
	src/explain/explain_failed.c \
	src/explain/explain_goal.c \
	src/explain/explain_goal.h \
	src/explain/explain_inner.h \
	src/explain/explain_not.c \
	src/explain/explain_points.c \
	src/explain/explain_points.h \
	src/explain/explain_reach.c \
	src/explain/explain_reach.h \
	src/explain/explain_rule.c \
	src/explain/explain_search.c \
	src/explain/explain_search.h \
	src/explain/explain_test.c \
	src/explain/explain_words.c \
	src/explain/explanation.h

libcases_la_SOURCES = \
	src/cases/case.h \
	src/cases/case_csv.c \
	src/cases/case_fill.c \
	src/cases/case_fill.h \
	src/cases/case_json.c \
	src/cases/case_plan.c \
	src/cases/case_plan.h \
	src/cases/case_say.c \
	src/cases/case_say.h \
	src/cases/case_scalar.c \
	src/cases/case_scalar.h \
	src/cases/case_words.c \
	src/cases/case_words.h \
	src/cases/csv_header.c \
	src/cases/csv_header.h \
	src/cases/json_object.c \
	src/cases/json_quick.h \
	src/cases/json_tree.c \
	src/cases/json_tree.h \
	src/cases/json_shim.cc \
	src/cases/json_shim.h \
	src/cases/json_value.c \
	src/cases/json_value.h \
	src/cases/json_walk.c \
	src/cases/json_walk.h \
	src/cases/json_wrong.c \
	src/cases/json_wrong.h \
	src/cases/lines.c \
	src/cases/lines.h

liblookup_la_SOURCES = \
	src/lookup/journal.c \
	src/lookup/journal.h \
	src/lookup/lookup.c \
	src/lookup/lookup.h \
	src/lookup/lookup_inner.h \
	src/lookup/lookup_rows.c \
	src/lookup/lookup_sql.c \
	src/lookup/lookup_sqlite.c \
	src/lookup/lookup_sqlite.def \
	src/lookup/lookup_value.c
if HAVE_LIBPQ
liblookup_la_SOURCES += src/lookup/lookup_pg.c src/lookup/lookup_pg.def
else
liblookup_la_SOURCES += src/lookup/lookup_pg_none.c
endif
EXTRA_liblookup_la_SOURCES = src/lookup/lookup_pg.c src/lookup/lookup_pg_none.c

libreport_la_SOURCES = \
	src/report/figures.c \
	src/report/figures.h \
	src/report/figures_json.c \
	src/report/figures_plot.c \
	src/report/figures_text.c \
	src/report/tally.c \
	src/report/tally.h \
	src/report/nested.c \
	src/report/nested.h \
	src/report/receipt.c \
	src/report/receipt.h \
	src/report/report.c \
	src/report/report.h \
	src/report/report_csv.c \
	src/report/report_error.c \
	src/report/report_json.c \
	src/report/report_text.c \
	src/report/report_why.c \
	src/report/report_why.h \
	src/report/report_why_dot.c \
	src/report/report_why_json.c \
	src/report/report_words.c

libscenario_la_SOURCES = \
	src/scenario/coverage.c \
	src/scenario/coverage.h \
	src/scenario/coverage_html.c \
	src/scenario/coverage_json.c \
	src/scenario/coverage_lcov.c \
	src/scenario/coverage_record.c \
	src/scenario/coverage_text.c \
	src/scenario/scenario_case.c \
	src/scenario/scenario_diff.c \
	src/scenario/scenario_expect.c \
	src/scenario/scenario_host.c \
	src/scenario/scenario_judge.c \
	src/scenario/scenario_match.c \
	src/scenario/mutate.c \
	src/scenario/mutate.h \
	src/scenario/mutate_expr.c \
	src/scenario/mutate_make.c \
	src/scenario/scenario_run.h \
	src/scenario/scenario_update.c \
	src/scenario/scenario_update.h \
	src/scenario/scenario_write.c

libask_la_SOURCES = \
	src/ask/answer.c \
	src/ask/answer.h \
	src/ask/interview.c \
	src/ask/interview.h \
	src/ask/interview_inner.h \
	src/ask/interview_matter.c \
	src/ask/interview_optional.c

whole_sources = \
	src/answering.c \
	src/answering.h \
	src/applying.c \
	src/applying.h \
	src/applying_case.c \
	src/applying_given.c \
	src/asking.c \
	src/bylaw.c \
	src/bylaw.h \
	src/chunks.c \
	src/chunks.h \
	src/chunks_inner.h \
	src/chunks_work.c \
	src/holding.c \
	src/holding.h \
	src/explaining.c \
	src/checking.c \
	src/checking.h \
	src/checking_allow.c \
	src/checking_json.c \
	src/checking_names.c \
	src/checking_rows.c \
	src/comparing.c \
	src/comparing.h \
	src/covering.c \
	src/covering.h \
	src/journaled.c \
	src/journaled.h \
	src/diffing.c \
	src/diffing.h \
	src/diffing_cases.c \
	src/diffing_cases.h \
	src/diffing_flips.c \
	src/diffing_tally.c \
	src/diffing_tell.c \
	src/fixing.c \
	src/fixing.h \
	src/fixing_collect.c \
	src/fixing_prove.c \
	src/fixing_text.c \
	src/found_scenario.c \
	src/found_scenario.h \
	src/imaging.c \
	src/imaging.h \
	src/loading.c \
	src/loading.h \
	src/parallel.c \
	src/parallel.h \
	src/mutating.c \
	src/mutating.h \
	src/mutating_survivor.c \
	src/pipeline.c \
	src/pipeline.h \
	src/proving.c \
	src/reaching.c \
	src/reaching.h \
	src/receipts.c \
	src/receipts.h \
	src/quickening.c \
	src/quickening.h \
	src/recording.c \
	src/recording.h \
	src/reporting.c \
	src/replaying.c \
	src/replaying.h \
	src/replaying_case.c \
	src/session.c \
	src/session.h \
	src/sinking.c \
	src/sinking.h \
	src/stream.c \
	src/suggesting.c \
	src/tested.c \
	src/tested.h \
	src/testing.c

cli_sources = \
	src/cli/beside.c \
	src/cli/cmd_apply.c \
	src/cli/cmd_ask.c \
	src/cli/cmd_build.c \
	src/cli/apart.c \
	src/cli/cmd_check.c \
	src/cli/cmd_diff.c \
	src/cli/cmd_dump.c \
	src/cli/cmd_eval.c \
	src/cli/cmd_explain.c \
	src/cli/cmd_prove.c \
	src/cli/cmd_report.c \
	src/cli/draw.c \
	src/cli/cmd_replay.c \
	src/cli/cmd_test.c \
	src/cli/commands.h \
	src/cli/groups.h \
	src/cli/help.c \
	src/cli/help.h \
	src/cli/inputs.c \
	src/cli/line.c \
	src/cli/line.h \
	src/cli/load.c \
	src/cli/main.c \
	src/cli/options.def \
	src/cli/opts.c \
	src/cli/opts.h \
	src/cli/output.c \
	src/cli/replace.c \
	src/cli/test_mutants.c \
	src/cli/test_mutants.h \
	src/cli/test_results.c \
	src/cli/test_run.h \
	src/cli/test_update.c \
	src/cli/test_watch.c \
	src/cli/changes.h \
	src/cli/stamps.c \
	src/cli/stamps.h \
	src/cli/verbs.def \
	src/cli/walk.c

if HAVE_EDIT
cli_sources += src/cli/line_edit.c
else
cli_sources += src/cli/line_none.c
endif
if HAVE_INOTIFY
cli_sources += src/cli/changes_inotify.c
else
cli_sources += src/cli/changes_none.c
endif
