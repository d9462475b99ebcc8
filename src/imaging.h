/* Policies from images and into them. Part of the pipeline. */
#ifndef BYLAW_IMAGING_H
#define BYLAW_IMAGING_H

#include "base/buf.h"
#include "pipeline.h"

struct image;

/* Whether SOURCE is an image, which is seen from what it holds, not from its name (but imaging_is_cut). If so POLICY (whose arena, sources and messages are ready)
 * is filled in from it, or says in its messages why that cannot be. */
bool imaging_load(struct policy *policy, const struct pipeline_source *source);
/* The texts of IMAGE as sources of LOADING: they are parsed, and nothing else is read. */
struct loading;
void imaging_texts(struct loading *loading, const struct image *image);
/* Whether PATH is named as an image and the N BYTES there are none (as little of one as would be a policy without rules): the messages say so. */
bool imaging_is_cut(struct loading *loading, struct str path, const char *bytes, size_t n);
/* Whether N BYTES (aligned for any type; they are changed) are an image. If so its texts become sources, or the messages say why they cannot: for
 * images beside other sources. PATH is what messages call it. */
bool imaging_load_texts(struct loading *loading, struct str path, char *bytes, size_t n);

/* POLICY, which is whole and can decide, as an image. False: it is larger than an image can be. */
bool imaging_write(const struct policy *policy, struct arena *arena, struct buf *out);
/* Whether that of WHOLE, which is made of the texts of POLICY's image, is that image. WHOLE's arena is for the work. */
bool imaging_makes(struct policy *whole, const struct policy *policy);

#endif
