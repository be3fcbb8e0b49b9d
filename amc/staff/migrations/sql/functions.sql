-- Functions that generated columns and constraints of every app use. A change of one is a new migration.

-- The key that orders names the Swedish way under the C collation; its twin in Python is participants.names.sort_key.
CREATE FUNCTION amc_sort_key(text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $body$
SELECT btrim(regexp_replace(regexp_replace(translate(replace(replace(replace(replace(replace(replace(replace(replace(regexp_replace(translate(normalize(translate($1 COLLATE "C", E'\u00b4\u00a8\u00af\u00b8\u02d8\u02d9\u02da\u02db\u02dc\u02dd', ''), NFKD), E'\u00c6\u00e6\u00d8\u00f8\u0152\u0153\u0141\u0142\u0110\u0111\u00d0\u00f0\u0189\u0256\u018a\u0257\u0181\u0253\u0190\u025b\u018f\u0259\u018e\u01dd\u0126\u0127\u0131\u0198\u0199\u0138\u014a\u014b\u0186\u0254\u0166\u0167\u01b3\u01b4\u1e9e\u00de\u03c2ABCDEFGHIJKLMNOPQRSTUVWXYZ\u0391\u0392\u0393\u0394\u0395\u0396\u0397\u0398\u0399\u039a\u039b\u039c\u039d\u039e\u039f\u03a0\u03a1\u03a3\u03a4\u03a5\u03a6\u03a7\u03a8\u03a9\u0402\u0404\u0405\u0406\u0408\u0409\u040a\u040b\u040f\u0410\u0411\u0412\u0413\u0414\u0415\u0416\u0417\u0418\u041a\u041b\u041c\u041d\u041e\u041f\u0420\u0421\u0422\u0423\u0424\u0425\u0426\u0427\u0428\u0429\u042a\u042b\u042c\u042d\u042e\u042f\u0460\u0462\u0464\u0466\u0468\u046a\u046c\u046e\u0470\u0472\u0474\u0478\u047a\u047c\u047e\u0480\u048a\u048c\u048e\u0490\u0492\u0494\u0496\u0498\u049a\u049c\u049e\u04a0\u04a2\u04a4\u04a6\u04a8\u04aa\u04ac\u04ae\u04b0\u04b2\u04b4\u04b6\u04b8\u04ba\u04bc\u04be\u04c0\u04c3\u04c5\u04c7\u04c9\u04cb\u04cd\u04d4\u04d8\u04e0\u04e8\u04f6\u04fa\u04fc\u04fe\u0500\u0502\u0504\u0506\u0508\u050a\u050c\u050e\u0510\u0512\u0514\u0516\u0518\u051a\u051c\u051e\u0520\u0522\u0524\u0526\u0528\u052a\u052c\u052e\u0531\u0532\u0533\u0534\u0535\u0536\u0537\u0538\u0539\u053a\u053b\u053c\u053d\u053e\u053f\u0540\u0541\u0542\u0543\u0544\u0545\u0546\u0547\u0548\u0549\u054a\u054b\u054c\u054d\u054e\u054f\u0550\u0551\u0552\u0553\u0554\u0555\u0556\u0009\u000a\u000b\u000c\u000d\u0085\u1680\u2028\u2029\u002d\u2010\u2012\u2013\u2014\u2015\u2212\u002f\u0027\u0022\u0060\u2019\u2018\u201a\u201b\u201c\u201d\u201e\u02b9\u02ba\u02bb\u02bc\u02bd\u02be\u02bf\u2032\u2033\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u007b\u007c\u007d\u007e\u0025\u005f\u005c\u002e', E'\u007c\u007c\u007d\u007d\u007d\u007dllddddddddbbeeeeeehhikkqnnoottyy\u00df\u00fe\u03c3abcdefghijklmnopqrstuvwxyz\u03b1\u03b2\u03b3\u03b4\u03b5\u03b6\u03b7\u03b8\u03b9\u03ba\u03bb\u03bc\u03bd\u03be\u03bf\u03c0\u03c1\u03c3\u03c4\u03c5\u03c6\u03c7\u03c8\u03c9\u0452\u0454\u0455\u0456\u0458\u0459\u045a\u045b\u045f\u0430\u0431\u0432\u0433\u0434\u0435\u0436\u0437\u0438\u043a\u043b\u043c\u043d\u043e\u043f\u0440\u0441\u0442\u0443\u0444\u0445\u0446\u0447\u0448\u0449\u044a\u044b\u044c\u044d\u044e\u044f\u0461\u0463\u0465\u0467\u0469\u046b\u046d\u046f\u0471\u0473\u0475\u0479\u047b\u047d\u047f\u0481\u048b\u048d\u048f\u0491\u0493\u0495\u0497\u0499\u049b\u049d\u049f\u04a1\u04a3\u04a5\u04a7\u04a9\u04ab\u04ad\u04af\u04b1\u04b3\u04b5\u04b7\u04b9\u04bb\u04bd\u04bf\u04cf\u04c4\u04c6\u04c8\u04ca\u04cc\u04ce\u04d5\u04d9\u04e1\u04e9\u04f7\u04fb\u04fd\u04ff\u0501\u0503\u0505\u0507\u0509\u050b\u050d\u050f\u0511\u0513\u0515\u0517\u0519\u051b\u051d\u051f\u0521\u0523\u0525\u0527\u0529\u052b\u052d\u052f\u0561\u0562\u0563\u0564\u0565\u0566\u0567\u0568\u0569\u056a\u056b\u056c\u056d\u056e\u056f\u0570\u0571\u0572\u0573\u0574\u0575\u0576\u0577\u0578\u0579\u057a\u057b\u057c\u057d\u057e\u057f\u0580\u0581\u0582\u0583\u0584\u0585\u0586\u0020\u0020\u0020\u0020\u0020\u0020\u0020\u0020\u0020\u0020\u0020\u0020\u0020\u0020\u0020\u0020\u0020'), '[\u0300-\u0307\u0309\u030c-\u036f\u0483-\u0487\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]', '', 'g'), E'\u00df', E'ss'), E'\u00fe', E'th'), E'a\u030a', E'\u007b'), E'a\u0308', E'\u007c'), E'o\u0308', E'\u007d'), E'o\u030b', E'\u007d'), E'u\u0308', E'y'), E'u\u030b', E'y'), E'\u0308\u030a\u030b', ''), ' +', ' ', 'g'), ' *, *', E'\t', 'g'), ' ')
$body$;

-- Folded words for prefix search: the sort key with å ä ö as a a o.
CREATE FUNCTION amc_search_key(text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $body$
SELECT to_tsvector('pg_catalog.simple'::regconfig, translate(public.amc_sort_key($1), '{|}', 'aao'))
$body$;

-- The municipality's date of a moment.
CREATE FUNCTION amc_local_date(timestamptz) RETURNS date
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $body$
SELECT ($1 AT TIME ZONE 'Europe/Stockholm')::date
$body$;

-- The last day of a period of so many months: add the months, then take one day off (domain.md section 4).
CREATE FUNCTION amc_last_day(date, integer) RETURNS date
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $body$
SELECT ($1 + make_interval(months => $2))::date - 1
$body$;

-- Whether a period is bounded, not empty and at most so many months long.
CREATE FUNCTION amc_within_months(daterange, integer) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $body$
SELECT NOT isempty($1) AND NOT lower_inf($1) AND NOT upper_inf($1) AND upper($1) - 1 <= public.amc_last_day(lower($1), $2)
$body$;

-- Months and days of a period as days, 30 days making a month (domain.md section 4).
CREATE FUNCTION amc_period_days(daterange) RETURNS integer
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $body$
SELECT (extract(year FROM age(upper($1), lower($1))) * 360 + extract(month FROM age(upper($1), lower($1))) * 30
        + extract(day FROM age(upper($1), lower($1))))::integer
$body$;

-- An integer as a range of itself, so that GiST compares it without an extension.
CREATE FUNCTION amc_one(bigint) RETURNS int8range
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $body$
SELECT int8range($1, $1, '[]')
$body$;
