using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Parley.Sessions;

namespace Parley.Grains.Sessions;

/// <summary>
/// The secret of a refresh token: 16 bytes that all tokens of a session share, by which a spent one is told from a guess,
/// and 32 bytes that change each time.
/// </summary>
public sealed record RefreshSecret
{
    private const int FamilyChars = 22; // 16 bytes in base64url
    private const int TurnChars = 43;   // 32 bytes
    private readonly string _family;
    private readonly string _turn;

    private RefreshSecret(string family, string turn)
    {
        _family = family;
        _turn = turn;
    }

    public string FamilyHash => SessionToken.Hash(_family);

    public string TurnHash => SessionToken.Hash(_turn);

    /// <summary>As it stands in the token.</summary>
    public string Reveal() => _family + _turn;

    public static RefreshSecret New() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)), NewCookieSecret());

    /// <summary>256 bits of chance.</summary>
    public static string NewCookieSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static RefreshSecret? Parse(string text) =>
        text.Length == FamilyChars + TurnChars ? new RefreshSecret(text[..FamilyChars], text[FamilyChars..]) : null;

    /// <summary>
    /// The token that follows this one. Computed with a key of the server, not drawn, so that the same one can be given again
    /// although only its hash is kept; without the key it is as good as drawn.
    /// </summary>
    public RefreshSecret Next(byte[] key, string session) =>
        new(_family, Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{session}.{_turn}"))));

    public override string ToString() => nameof(RefreshSecret);
}
