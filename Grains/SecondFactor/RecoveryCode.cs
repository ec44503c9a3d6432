using System.Security.Cryptography;
using Parley.Sessions;

namespace Parley.Grains.SecondFactor;

/// <summary>A way in for who has lost the app: 79 bits in four groups.</summary>
internal static class RecoveryCode
{
    public const int PerSet = 10;
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789"; // none that look alike
    private const int Groups = 4;
    private const int GroupLength = 4;

    public static string New() =>
        string.Join('-', Enumerable.Range(0, Groups).Select(_ => RandomNumberGenerator.GetString(Alphabet, GroupLength)));

    /// <summary>What is kept of one, however it was typed: it is random and long enough that a plain hash tells nothing.</summary>
    public static string Hash(string code) =>
        SessionToken.Hash(new string([.. code.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit)]));
}
