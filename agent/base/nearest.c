/* "Did you mean": the candidate that the fewest slips of the finger turn into what was typed. */
#include <waymark/str.h>

#include <string.h>

/* Longer words are not compared: no name of ours comes near. */
#define WORD_MAX 64

/* ASCII only, whatever the locale. */
static int lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/*
 * Edits that turn A into B: insert, delete, replace, swap of neighbours (the "optimal string
 * alignment" distance). Rows of the usual table, three of them kept: this one, the one above, the
 * one above that.
 */
static size_t distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t rows[3][WORD_MAX + 1];

	for (size_t k = 0; k <= b_len; k++)
		rows[0][k] = k;
	for (size_t i = 1; i <= a_len; i++) {
		size_t *row = rows[i % 3];
		const size_t *above = rows[(i + 2) % 3];
		const size_t *above2 = rows[(i + 1) % 3];

		row[0] = i;
		for (size_t k = 1; k <= b_len; k++) {
			size_t differs = lower(a[i - 1]) != lower(b[k - 1]);

			row[k] = least(above[k - 1] + differs, least(above[k], row[k - 1]) + 1);
			if (i > 1 && k > 1 && lower(a[i - 1]) == lower(b[k - 2]) &&
			    lower(a[i - 2]) == lower(b[k - 1]))
				row[k] = least(row[k], above2[k - 2] + 1);
		}
	}
	return rows[a_len % 3][b_len];
}

const char *wm_str_nearest(const char *word, const char *const *candidates, size_t count)
{
	size_t len = strlen(word);
	size_t best = len / 3 > 1 ? len / 3 : 1; /* the farthest that is near enough */
	const char *nearest = NULL;

	if (len > WORD_MAX)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		size_t candidate_len = candidates[i] ? strlen(candidates[i]) : SIZE_MAX;
		size_t edits;

		if (candidate_len > WORD_MAX)
			continue;
		edits = distance(word, len, candidates[i], candidate_len);
		if (edits < best || (edits == best && !nearest)) {
			best = edits;
			nearest = candidates[i];
		}
	}
	return nearest;
}
