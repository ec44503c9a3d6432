using System.Security.Cryptography;

namespace Parley.Grains.Verification;

/// <summary>A code to be sent, or a ticket to be given: good once.</summary>
/// <param name="Id">128 bits by chance. Known to who has asked for the code; the code alone is not enough.</param>
/// <param name="Purpose">One of <see cref="CodePurposes"/>: it is good for nothing else.</param>
/// <param name="Subject">User id; empty: it can never be right.</param>
/// <param name="Address">Key of the address it goes to; empty: none.</param>
/// <param name="Code">The code itself; kept only as a keyed hash.</param>
/// <param name="Link">A second secret that is good instead of the code; empty: none.</param>
public sealed record OneTimeCode(
    string Id, string Purpose, string Subject, string Address, string Code, string Link, int MaxAttempts, TimeSpan Lifetime)
{
    public static string NewId() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>Digits, each by chance.</summary>
    public static string Digits(int length) => RandomNumberGenerator.GetString("0123456789", length);

    /// <summary>256 bits by chance.</summary>
    public static string Secret() => RandomNumberGenerator.GetHexString(64, lowercase: true);

    /// <summary>Without code and link.</summary>
    public override string ToString() => $"OneTimeCode({Purpose}, {Id})";
}

/// <summary>What codes are good for.</summary>
public static class CodePurposes
{
    public const string Contact = "contact";
    public const string PasswordReset = "password-reset";
    public const string SignIn = "sign-in";
}

/// <summary>A code that was spent.</summary>
public sealed record SpentCode(string Subject, string Address);
