"""Two deployments: what the policy says, and every record that must then stand in the zone, written by hand."""

from servers import zone_text

# XMPP federation alone, one edge: a SRV and its host, nothing else.
SEED_ORIGIN = "contoso.com"
SEED_RECORDS = (
    "_xmpp-server._tcp.contoso.com. 3600 IN SRV 0 0 5269 xmpp.contoso.com.",
    "xmpp.contoso.com. 3600 IN A 131.107.155.10",
)
SEED = """
[edge amsterdam]
access = 131.107.155.10

[domain contoso.com]
providers = main
edge      = amsterdam
services  = xmpp-federation
"""

# SIP over TLS, TCP and UDP on two servers, XMPP with STARTTLS and direct TLS, chat rooms, STUN and TURN, DANE.
GENERIC_ORIGIN = "example.com"
DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
GENERIC = """
[edge sip1]
sip      = 192.0.2.11, 2001:db8::11
sip.host = sip1.{domain}

[edge sip2]
sip      = 192.0.2.12, 2001:db8::12
sip.host = sip2.{domain}

[edge chat]
xmpp = 192.0.2.20, 2001:db8::20

[edge relay]
turn = 192.0.2.30, 2001:db8::30

[domain example.com]
providers       = main
edge            = sip1, sip2, chat, relay
services        = sip, xmpp, turn
xmpp.components = conference
xmpp.tlsa       = """ + DIGEST + "\n"
GENERIC_RECORDS = (
    'example.com. 3600 IN NAPTR 50 50 "s" "SIPS+D2T" "" _sips._tcp.example.com.',
    'example.com. 3600 IN NAPTR 90 50 "s" "SIP+D2T" "" _sip._tcp.example.com.',
    'example.com. 3600 IN NAPTR 100 50 "s" "SIP+D2U" "" _sip._udp.example.com.',
    "_sips._tcp.example.com. 3600 IN SRV 10 0 5061 sip1.example.com.",
    "_sips._tcp.example.com. 3600 IN SRV 20 0 5061 sip2.example.com.",
    "_sip._tcp.example.com. 3600 IN SRV 10 0 5060 sip1.example.com.",
    "_sip._tcp.example.com. 3600 IN SRV 20 0 5060 sip2.example.com.",
    "_sip._udp.example.com. 3600 IN SRV 10 0 5060 sip1.example.com.",
    "_sip._udp.example.com. 3600 IN SRV 20 0 5060 sip2.example.com.",
    "_xmpp-client._tcp.example.com. 3600 IN SRV 10 0 5222 xmpp.example.com.",
    "_xmpps-client._tcp.example.com. 3600 IN SRV 5 0 5223 xmpp.example.com.",
    "_xmpp-server._tcp.example.com. 3600 IN SRV 10 0 5269 xmpp.example.com.",
    "_xmpps-server._tcp.example.com. 3600 IN SRV 5 0 5270 xmpp.example.com.",
    "_xmpp-server._tcp.conference.example.com. 3600 IN SRV 10 0 5269 xmpp.example.com.",
    "_xmpps-server._tcp.conference.example.com. 3600 IN SRV 5 0 5270 xmpp.example.com.",
    "_stun._udp.example.com. 3600 IN SRV 0 0 3478 turn.example.com.",
    "_stun._tcp.example.com. 3600 IN SRV 0 0 3478 turn.example.com.",
    "_stuns._tcp.example.com. 3600 IN SRV 0 0 5349 turn.example.com.",
    "_turn._udp.example.com. 3600 IN SRV 0 0 3478 turn.example.com.",
    "_turn._tcp.example.com. 3600 IN SRV 0 0 3478 turn.example.com.",
    "_turns._tcp.example.com. 3600 IN SRV 0 0 5349 turn.example.com.",
    "sip1.example.com. 3600 IN A 192.0.2.11",
    "sip1.example.com. 3600 IN AAAA 2001:db8::11",
    "sip2.example.com. 3600 IN A 192.0.2.12",
    "sip2.example.com. 3600 IN AAAA 2001:db8::12",
    "xmpp.example.com. 3600 IN A 192.0.2.20",
    "xmpp.example.com. 3600 IN AAAA 2001:db8::20",
    "turn.example.com. 3600 IN A 192.0.2.30",
    "turn.example.com. 3600 IN AAAA 2001:db8::30",
    "_5269._tcp.xmpp.example.com. 3600 IN TLSA 3 1 1 " + DIGEST,
    "_5270._tcp.xmpp.example.com. 3600 IN TLSA 3 1 1 " + DIGEST,
)

EMPTY = zone_text()
# What somebody else keeps in a zone: never to be touched.
FOREIGN = (
    "www 300 IN A 192.0.2.80",
    "@ 600 IN MX 10 mail",
    "mail 600 IN A 192.0.2.25",
    'selector1._domainkey 600 IN TXT "v=DKIM1; p=abc" "def"',
    "*.apps 60 IN CNAME www",
    "sub 3600 IN NS ns1.sub",
    "ns1.sub 3600 IN A 192.0.2.53",
    "_ldap._tcp 600 IN SRV 0 100 389 dc1",
)


def domain(*lines, origin="contoso.com", more=""):
    """A domain with nothing but these lines."""
    return "[domain %s]\nproviders = main\n%s\n%s" % (origin, "\n".join(lines), more)
