namespace Parley.Fuzz.Cases;

/// <summary>Values that programs stumble over, as JSON text.</summary>
internal static class OddValues
{
    private static readonly string[] Texts =
    [
        "", " ", "\\u0000", "\\ud800", "\\udc00\\ud800", "\\ud83d\\udca9", "\\u202e", "\\u200b", "\\ufeff", "\\uffff", "\\r\\n", "\\\\", "\\\"", "null", "true", "0", "-1", "../../etc/passwd", "..%2f..%2f", "%00", "%", "%zz",
        "' OR '1'='1", "'; DROP TABLE rooms; --", "\\\" OR 1=1 --", "1; SELECT pg_sleep(5)", "' UNION SELECT value FROM server_keys --", "admin'--", "$ne", "{$gt:''}", "[object Object]", "__proto__", "constructor",
        "<script>alert(1)</script>", "javascript:alert(1)", "{{7*7}}", "${jndi:ldap://127.0.0.1/x}", "%n%s%x", "İ", "ß", "\\u0130\\u0307", "e\\u0301\\u0301\\u0301\\u0301\\u0301", "ﷺ", "Ａnn", "-", ".", "..", "*", "/", "?", "#", "me", "lobby",
        "r0000000000000000000000000", "00000000-0000-0000-0000-000000000000", "9007199254740993", "1e999", "NaN", "a.b.c", "eyJhbGciOiJub25lIn0.e30.",
    ];

    private static readonly string[] Others =
    [
        "null", "true", "false", "0", "-0", "-1", "1", "0.5", "1e3", "1E400", "-1E400", "1e-400", "2147483647", "2147483648", "-2147483649", "4294967296", "9007199254740991", "9007199254740992", "9223372036854775807",
        "9223372036854775808", "-9223372036854775809", "18446744073709551616", "123456789012345678901234567890", "{}", "[]", "[[]]", "{\"\":{}}", "{\"$ne\":null}", "{\"$gt\":\"\"}", "{\"$where\":\"sleep(1000)\"}", "{\"toString\":null}",
        "[null,null]", "[1,\"a\",{}]", "{\"length\":1e9}", "{\"type\":\"Buffer\",\"data\":[1]}", "{\"__proto__\":{\"isAdmin\":true}}",
    ];

    /// <summary>Not even JSON, some of them.</summary>
    private static readonly string[] Broken = ["", "NaN", "Infinity", "undefined", "'a'", "01", "+1", ".5", "1.", "tru", "\"", "\"\\x\"", "\"\t\"", "{", "[", "}", "[1,]", "{\"a\":1,}", "/**/1", "\"\\u12\""];

    public static string Any(Random random) => random.Next(20) switch
    {
        0 when random.Next(4) == 0 => Broken[random.Next(Broken.Length)],
        1 => Nested(random.Next(1, random.Next(8) == 0 ? 80 : 12), '[', ']'),
        2 => Nested(random.Next(1, random.Next(8) == 0 ? 80 : 12), '{', '}'),
        3 => $"\"{new string('a', 1 << random.Next(1, 15))}\"",
        4 => $"\"{string.Concat(Enumerable.Repeat("\\ud83e\\udda6", 1 << random.Next(1, 11)))}\"",
        5 => $"[{string.Join(',', Enumerable.Repeat("{\"room\":\"lobby\",\"after\":0}", random.Next(1, 60)))}]",
        6 => random.NextInt64(long.MinValue, long.MaxValue).ToString(System.Globalization.CultureInfo.InvariantCulture),
        < 14 => $"\"{Text(random)}\"",
        _ => Others[random.Next(Others.Length)],
    };

    /// <summary>As the inside of a JSON string.</summary>
    public static string Text(Random random) => Texts[random.Next(Texts.Length)];

    private static string Nested(int depth, char open, char close) => open == '['
        ? new string(open, depth) + new string(close, depth)
        : string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "0" + new string(close, depth);
}
