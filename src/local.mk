# The source files of every room, a list a room. Headers stand with their room so that they are distributed.
libbase_la_SOURCES = \
	src/base/arena.c src/base/arena.h src/base/buf.c src/base/buf.h src/base/checked.h src/base/map.c src/base/map.h \
	src/base/mem.c src/base/mem.h src/base/str.c src/base/str.h src/base/utf8.c src/base/utf8.h src/base/vec.c src/base/vec.h
