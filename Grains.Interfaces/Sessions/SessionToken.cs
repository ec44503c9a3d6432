using System.Security.Cryptography;
using System.Text;

namespace Parley.Sessions;

/// <summary>
/// The form of refresh tokens, cookies and, behind a prefix, of bots' tokens: session id, a dot, a secret in base64url. The id finds the session, the secret proves it.
/// </summary>
public static class SessionToken
{
    /// <summary>Longest text that is looked at.</summary>
    private const int MaxLength = 200;

    /// <summary>What bots' tokens begin with, so that one that has got out is known for what it is.</summary>
    public const string BotPrefix = "parley_bot_";

    public static string Format(string session, string secret) => $"{session}.{secret}";

    /// <summary>Takes a token apart; says nothing about whether either part is real.</summary>
    public static bool TryParse(string? text, out string session, out string secret)
    {
        (session, secret) = ("", "");
        if (text is null || text.Length > MaxLength || text.IndexOf('.', StringComparison.Ordinal) is not (> 0 and var dot) || dot == text.Length - 1)
        {
            return false;
        }

        (session, secret) = (text[..dot], text[(dot + 1)..]);
        return true;
    }

    /// <summary>What is kept of a secret: it is random and long enough that a plain hash tells nothing.</summary>
    public static string Hash(string secret) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>Whether a secret's hash is the one that was kept, in constant time.</summary>
    public static bool Matches(string? kept, string hash) =>
        kept is not null && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(kept), Encoding.ASCII.GetBytes(hash));
}
