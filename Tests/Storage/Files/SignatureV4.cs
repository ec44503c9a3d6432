using System.Security.Cryptography;
using System.Text;

namespace Parley.Tests.Storage.Files;

/// <summary>AWS Signature Version 4 of requests to S3, as its documentation says; written to check what a library has signed.</summary>
internal static class SignatureV4
{
    /// <param name="target">Path and query as they are sent.</param>
    /// <param name="header">Value of a header by its name in small letters.</param>
    /// <param name="signedHeaders">Names, with semicolons between them.</param>
    /// <param name="scope">Day, region, service and <c>aws4_request</c>, with slashes between them.</param>
    public static string Of(string method, string target, Func<string, string?> header, string signedHeaders, string scope, string secret)
    {
        var (path, query) = target.Split('?', 2) is [var before, var after] ? (before, after) : (target, "");
        var canonical = new StringBuilder().Append(method).Append('\n').Append(path).Append('\n')
            .AppendJoin('&', query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Contains('=', StringComparison.Ordinal) ? one : one + "=").Order(StringComparer.Ordinal)).Append('\n');
        foreach (var name in signedHeaders.Split(';'))
        {
            canonical.Append(name).Append(':').Append(header(name)?.Trim()).Append('\n');
        }

        canonical.Append('\n').Append(signedHeaders).Append('\n').Append(header("x-amz-content-sha256"));
        var toSign = $"AWS4-HMAC-SHA256\n{header("x-amz-date")}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())))}";
        var key = scope.Split('/').Aggregate(Encoding.UTF8.GetBytes("AWS4" + secret), (last, part) => HMACSHA256.HashData(last, Encoding.UTF8.GetBytes(part)));
        return Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)));
    }

    public static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
