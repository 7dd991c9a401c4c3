/* Certificates for tests, made on the spot: an authority, and servers that it vouches for or not.
 */
#ifndef WAYMARK_TLS_FIXTURE_H
#define WAYMARK_TLS_FIXTURE_H

#include "http_fixture.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

struct certificate {
	EVP_PKEY *key;
	X509 *x509;
};

/* What a certificate says; times are seconds from now. */
struct certificate_plan {
	const char *name;      /* common name */
	const char *alt_names; /* "IP:127.0.0.1,DNS:localhost", NULL = none */
	bool authority;
	long from_s, to_s;
};

static inline void add_extension(X509 *x509, int nid, const char *text)
{
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, text);

	assert_non_null(extension);
	assert_int_equal(X509_add_ext(x509, extension, -1), 1);
	X509_EXTENSION_free(extension);
}

/* Signed by ISSUER; NULL = by itself. */
static inline struct certificate make_certificate(const struct certificate_plan *plan,
						  const struct certificate *issuer)
{
	static long serial = 1;
	struct certificate made = {.key = EVP_EC_gen("P-256"), .x509 = X509_new()};
	X509_NAME *name;

	assert_non_null(made.key);
	assert_int_equal(X509_set_version(made.x509, 2), 1);
	ASN1_INTEGER_set(X509_get_serialNumber(made.x509), serial++);
	X509_gmtime_adj(X509_getm_notBefore(made.x509), plan->from_s);
	X509_gmtime_adj(X509_getm_notAfter(made.x509), plan->to_s);
	X509_set_pubkey(made.x509, made.key);
	name = X509_get_subject_name(made.x509);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)plan->name, -1,
				   -1, 0);
	X509_set_issuer_name(made.x509, issuer ? X509_get_subject_name(issuer->x509) : name);
	if (plan->authority)
		add_extension(made.x509, NID_basic_constraints, "critical,CA:TRUE");
	if (plan->alt_names)
		add_extension(made.x509, NID_subject_alt_name, plan->alt_names);
	assert_true(X509_sign(made.x509, issuer ? issuer->key : made.key, EVP_sha256()));
	return made;
}

static inline void free_certificate(struct certificate *certificate)
{
	EVP_PKEY_free(certificate->key);
	X509_free(certificate->x509);
	*certificate = (struct certificate){0};
}

/* The certificate as a file of its own; PATH is a template of mkstemp. */
static inline void write_certificate(const struct certificate *certificate, char *path)
{
	int fd = mkstemp(path);
	FILE *file = fdopen(fd, "w");

	assert_non_null(file);
	assert_int_equal(PEM_write_X509(file, certificate->x509), 1);
	assert_int_equal(fclose(file), 0);
}

/* A server's side that shows CERTIFICATE and speaks TLS up to VERSION. */
static inline SSL_CTX *make_server_side(const struct certificate *certificate, int version)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());

	assert_non_null(context);
	SSL_CTX_set_security_level(context, 0); /* so that it offers what is too old, too */
	assert_int_equal(SSL_CTX_set_min_proto_version(context, 0), 1);
	assert_int_equal(SSL_CTX_set_max_proto_version(context, version), 1);
	assert_int_equal(SSL_CTX_use_certificate(context, certificate->x509), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey(context, certificate->key), 1);
	return context;
}

/* ---- a bed whose server speaks TLS ---- */

enum shown { GOOD, WRONG_NAME, EXPIRED, NOT_YET, BY_ITSELF, BY_ANOTHER, SHOWN_COUNT };

static const long day_s = 86400;

struct tls_bed {
	struct certificate authority, other;
	struct certificate shown[SHOWN_COUNT];
	char file[64], other_file[64];
};

static inline void tls_begin(struct tls_bed *tls)
{
	static const char here[] = "IP:127.0.0.1,DNS:localhost";
	const struct certificate_plan authority = {"Test CA", NULL, true, -day_s, day_s};
	const struct certificate_plan other = {"Other CA", NULL, true, -day_s, day_s};
	const struct certificate_plan plans[SHOWN_COUNT] = {
		[GOOD] = {"good", here, false, -day_s, day_s},
		[WRONG_NAME] = {"127.0.0.1", "DNS:api.test", false, -day_s, day_s},
		[EXPIRED] = {"expired", here, false, -2 * day_s, -day_s},
		[NOT_YET] = {"not yet", here, false, day_s, 2 * day_s},
		[BY_ITSELF] = {"by itself", here, false, -day_s, day_s},
		[BY_ANOTHER] = {"by another", here, false, -day_s, day_s},
	};

	tls->authority = make_certificate(&authority, NULL);
	tls->other = make_certificate(&other, NULL);
	for (size_t i = 0; i < SHOWN_COUNT; i++)
		tls->shown[i] = make_certificate(&plans[i], i == BY_ITSELF    ? NULL
							    : i == BY_ANOTHER ? &tls->other
									      : &tls->authority);
	(void)snprintf(tls->file, sizeof(tls->file), "/tmp/waymark-ca-XXXXXX");
	(void)snprintf(tls->other_file, sizeof(tls->other_file), "/tmp/waymark-ca-XXXXXX");
	write_certificate(&tls->authority, tls->file);
	write_certificate(&tls->other, tls->other_file);
}

static inline void tls_end(struct tls_bed *tls)
{
	(void)unlink(tls->file);
	(void)unlink(tls->other_file);
	free_certificate(&tls->authority);
	free_certificate(&tls->other);
	for (size_t i = 0; i < SHOWN_COUNT; i++)
		free_certificate(&tls->shown[i]);
}

/* A bed whose server shows that certificate, and a lane that trusts CA_FILE. */
static inline struct bed *tls_bed_new(const struct tls_bed *tls, enum shown shown, int version,
				      const char *ca_file)
{
	const struct wm_http_trust trust = {.ca_file = ca_file};
	struct bed *bed = bed_new(1);

	bed->server.tls = make_server_side(&tls->shown[shown], version);
	(void)snprintf(bed->url, sizeof(bed->url), "https://127.0.0.1:%u", bed->server.port);
	bed_lane(bed, &no_budget, &trust);
	return bed;
}

static inline void tls_bed_free(struct bed *bed)
{
	SSL_CTX *context = bed->server.tls;

	bed_free(bed);
	SSL_CTX_free(context);
}

#endif
