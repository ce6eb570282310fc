/** What Go's `text/template` has of its own. */
const ofGo = 'and call html index slice js len not or print printf println urlquery eq ge gt le lt ne';

/** Sprig 3.3.0, but for `env`, `expandenv` and `getHostByName`, which Argo CD takes out. */
const ofSprig = `hello ago date date_in_zone date_modify dateInZone dateModify duration durationRound htmlDate
  htmlDateInZone must_date_modify mustDateModify mustToDate now toDate unixEpoch abbrev abbrevboth trunc trim upper lower
  title untitle substr repeat trimall trimAll trimSuffix trimPrefix nospace initials randAlphaNum randAlpha randAscii
  randNumeric randInt swapcase shuffle snakecase camelcase kebabcase wrap wrapWith contains hasPrefix hasSuffix quote
  squote cat indent nindent replace plural sha1sum sha256sum sha512sum adler32sum toString atoi int64 int float64 seq
  toDecimal split splitList splitn toStrings until untilStep add1 add sub div mod mul add1f addf subf divf mulf biggest
  max min maxf minf ceil floor round join sortAlpha default empty coalesce all any compact mustCompact fromJson toJson
  toPrettyJson toRawJson mustFromJson mustToJson mustToPrettyJson mustToRawJson ternary deepCopy mustDeepCopy typeOf
  typeIs typeIsLike kindOf kindIs deepEqual base dir clean ext isAbs osBase osClean osDir osExt osIsAbs b64enc b64dec
  b32enc b32dec tuple list dict get set unset hasKey pluck keys pick omit merge mergeOverwrite mustMerge
  mustMergeOverwrite values append push mustAppend mustPush prepend mustPrepend first mustFirst rest mustRest last
  mustLast initial mustInitial reverse mustReverse uniq mustUniq without mustWithout has mustHas slice mustSlice concat
  dig chunk mustChunk bcrypt htpasswd genPrivateKey derivePassword buildCustomCert genCA genCAWithKey genSelfSignedCert
  genSelfSignedCertWithKey genSignedCert genSignedCertWithKey encryptAES decryptAES randBytes uuidv4 semver
  semverCompare fail regexMatch mustRegexMatch regexFindAll mustRegexFindAll regexFind mustRegexFind regexReplaceAll
  mustRegexReplaceAll regexReplaceAllLiteral mustRegexReplaceAllLiteral regexSplit mustRegexSplit regexQuoteMeta
  urlParse urlJoin`;

/** What Argo CD adds (v3.5.7, `applicationset/utils/utils.go`). */
const ofArgo = 'normalize slugify toYaml fromYaml fromYamlArray';

/** The functions that a template of Argo CD v3.5 may call. */
export const templateFunctions: ReadonlySet<string> = new Set(
  [ofGo, ofSprig, ofArgo].flatMap((names) => names.split(/\s+/)),
);

/** Sprig has them, Argo CD takes them out. */
export const removedFunctions: ReadonlySet<string> = new Set(['env', 'expandenv', 'getHostByName']);

/** Functions that came with a later version. */
export const laterFunctions: ReadonlyMap<string, string> = new Map([['tpl', '3.6']]);

/** They print the same text each time when they are called with nothing, which nobody wants. */
export const constantFunctions: ReadonlySet<string> = new Set(
  'hello list tuple dict cat coalesce all any add addf concat quote squote seq keys print println html js urlquery'.split(
    ' ',
  ),
);

/** They give something of use without arguments. */
export const niladicFunctions: ReadonlySet<string> = new Set(['now', 'uuidv4']);
