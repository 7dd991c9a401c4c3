/* The key statement of a BIND key file, as tsig-keygen prints it. Nothing of its text is ever
 * quoted: any of it might be the secret. */
#include "keyfile.h"

#include <string.h>

#include <waymark/file.h>
#include <waymark/str.h>

enum token_kind { TOKEN_END, TOKEN_WORD, TOKEN_MARK, TOKEN_BAD };

/* A word (without its quotes), one of the marks { } ; or the end of the file. */
struct token {
	enum token_kind kind;
	const char *text;
	size_t len;
};

struct parser {
	struct wm_diags *diags;
	const char *file;
	const char *begin;
	const char *at;
	const char *end;
	struct token token; /* the one to look at next */
};

/* Report WHY at AT; only its place is told, never its text. */
static bool refuse(struct parser *parser, const char *at, const char *why)
{
	struct wm_where where = {.file = parser->file, .line = 1, .column = 1};

	for (const char *byte = parser->begin; byte < at; byte++) {
		where.column++;
		if (*byte == '\n') {
			where.line++;
			where.column = 1;
		}
	}
	wm_error(parser->diags, &where, "%s", why);
	return false;
}

static size_t left(const struct parser *parser)
{
	return (size_t)(parser->end - parser->at);
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static bool is_mark(char byte)
{
	return byte == '{' || byte == '}' || byte == ';';
}

static bool starts_with(const struct parser *parser, const char *text)
{
	return left(parser) >= strlen(text) && memcmp(parser->at, text, strlen(text)) == 0;
}

/* Past the next TEXT, or to the end if there is none. */
static bool skip_past(struct parser *parser, const char *text)
{
	const char *found = memmem(parser->at, left(parser), text, strlen(text));

	parser->at = found ? found + strlen(text) : parser->end;
	return found != NULL;
}

/* Past blanks and comments. */
static bool skip(struct parser *parser)
{
	while (parser->at < parser->end) {
		const char *start = parser->at;

		if (is_blank(*start))
			parser->at++;
		else if (*start == '#' || starts_with(parser, "//"))
			(void)skip_past(parser, "\n");
		else if (!starts_with(parser, "/*"))
			break;
		else if (!skip_past(parser, "*/"))
			return refuse(parser, start, "this comment does not end");
	}
	return true;
}

static bool read_quoted(struct parser *parser)
{
	const char *start = parser->at++;
	const char *quote = memchr(parser->at, '"', left(parser));

	if (!quote)
		return refuse(parser, start, "this quote does not end");
	parser->token = (struct token){
		.kind = TOKEN_WORD, .text = parser->at, .len = (size_t)(quote - parser->at)};
	parser->at = quote + 1;
	return true;
}

/* Go on to the next token. */
static bool next(struct parser *parser)
{
	const char *start;

	if (!skip(parser))
		return false;
	start = parser->at;
	parser->token = (struct token){.kind = TOKEN_END, .text = start};
	if (start == parser->end)
		return true;
	if (*start == '"')
		return read_quoted(parser);
	if (is_mark(*start)) {
		parser->token.kind = TOKEN_MARK;
		parser->at++;
	} else {
		parser->token.kind = TOKEN_WORD;
		while (parser->at < parser->end && !is_blank(*parser->at) &&
		       !is_mark(*parser->at) && *parser->at != '"')
			parser->at++;
	}
	parser->token.len = (size_t)(parser->at - start);
	return true;
}

/* ---- the statement ---- */

/* The next token must be this MARK. */
static bool expect_mark(struct parser *parser, char mark, const char *why)
{
	if (parser->token.kind != TOKEN_MARK || *parser->token.text != mark)
		return refuse(parser, parser->token.text, why);
	return next(parser);
}

static bool expect_word(struct parser *parser, struct token *ret_word, const char *why)
{
	if (parser->token.kind != TOKEN_WORD)
		return refuse(parser, parser->token.text, why);
	*ret_word = parser->token;
	return next(parser);
}

static bool is_word(const struct parser *parser, const char *word)
{
	return parser->token.kind == TOKEN_WORD &&
	       wm_str_is(parser->token.text, parser->token.len, word);
}

/* algorithm WORD; or secret WORD; into its SLOT, which must still be empty. */
static bool read_clause(struct parser *parser, struct token *slot)
{
	if (slot->text)
		return refuse(parser, parser->token.text,
			      "this clause stands twice in the key statement");
	return next(parser) && expect_word(parser, slot, "expected the clause's value") &&
	       expect_mark(parser, ';', "expected ';' at the end of the clause");
}

static bool read_clauses(struct parser *parser, struct token *algorithm, struct token *secret)
{
	while (parser->token.kind == TOKEN_WORD) {
		struct token *slot = is_word(parser, "algorithm") ? algorithm
				     : is_word(parser, "secret")  ? secret
								  : NULL;

		if (!slot)
			return refuse(parser, parser->token.text,
				      "expected 'algorithm' or 'secret'");
		if (!read_clause(parser, slot))
			return false;
	}
	return true;
}

static bool read_statement(struct parser *parser, struct token *name, struct token *algorithm,
			   struct token *secret)
{
	const char *start;

	if (!next(parser))
		return false;
	start = parser->token.text;
	if (!is_word(parser, "key"))
		return refuse(parser, start,
			      "expected a key statement: key \"NAME\" { algorithm ...; secret "
			      "...; };");
	if (!next(parser) || !expect_word(parser, name, "expected the key's name") ||
	    !expect_mark(parser, '{', "expected '{' behind the key's name") ||
	    !read_clauses(parser, algorithm, secret) ||
	    !expect_mark(parser, '}', "expected '}' at the end of the key statement") ||
	    !expect_mark(parser, ';', "expected ';' behind the key statement"))
		return false;
	if (parser->token.kind != TOKEN_END)
		return refuse(parser, parser->token.text,
			      "text behind the key statement, expected one key a file");
	if (!algorithm->text)
		return refuse(parser, start, "the key statement lacks 'algorithm'");
	if (!secret->text)
		return refuse(parser, start, "the key statement lacks 'secret'");
	return true;
}

const char *wm_keyfile_algorithms(struct wm_arena *arena)
{
	const char *text = wm_tsig_algorithm_text(0);

	for (unsigned i = 1; i < WM_TSIG_COUNT; i++)
		text = wm_arena_printf(arena, "%s%s%s", text, i + 1 < WM_TSIG_COUNT ? ", " : " or ",
				       wm_tsig_algorithm_text((enum wm_tsig_algorithm)i));
	return text;
}

struct wm_secret *wm_keyfile_decode(const char *base64, size_t len)
{
	struct wm_secret *secret = NULL;
	struct wm_buf bytes;

	wm_buf_init(&bytes, (size_t)WM_SECRET_FILE_MAX);
	if (wm_str_read_base64(base64, len, &bytes) && bytes.len > 0)
		secret = wm_secret_new(bytes.data, bytes.len);
	wm_buf_wipe(&bytes);
	return secret;
}

bool wm_keyfile_read(struct wm_arena *arena, const char *file, struct wm_bytes content,
		     struct wm_diags *diags, struct wm_keyfile *ret_keyfile)
{
	struct parser parser = {.diags = diags, .file = file};
	struct token name = {0};
	struct token algorithm = {0};
	struct token secret = {0};
	struct wm_keyfile key;

	parser.begin = parser.at = content.len > 0 ? (const char *)content.data : "";
	parser.end = parser.at + content.len;
	if (!read_statement(&parser, &name, &algorithm, &secret))
		return false;
	if (wm_name_read(arena, name.text, name.len, NULL, &key.name, NULL) != WM_OK)
		return refuse(&parser, name.text, "the key's name is not a domain name");
	if (!wm_tsig_algorithm_read(algorithm.text, algorithm.len, &key.algorithm))
		return refuse(&parser, algorithm.text,
			      wm_arena_printf(arena, "unknown algorithm, expected %s",
					      wm_keyfile_algorithms(arena)));
	key.secret = wm_keyfile_decode(secret.text, secret.len);
	if (!key.secret)
		return refuse(&parser, secret.text, "the secret is not valid base64");
	*ret_keyfile = key;
	return true;
}
