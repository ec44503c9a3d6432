using System.Buffers.Text;
using System.Security.Cryptography;
using Parley.Grains.Ids;
using Parley.Sessions;

namespace Parley.Grains.Rooms;

/// <summary>The code of an invite: its id, which finds it, a dot, and a secret of 160 bits, which proves it.</summary>
internal static class InviteCode
{
    private const int SecretBytes = 20;

    public static (string Id, string Secret) New(IdMint ids) => (ids.NewInvite(), Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes)));

    public static string Format(string id, string secret) => SessionToken.Format(id, secret);

    /// <summary>Takes a code apart; false for what is certainly none of ours, without a look at the database.</summary>
    public static bool TryParse(string code, IdMint ids, out string id, out string secret) => SessionToken.TryParse(code, out id, out secret) && ids.IsInvite(id);
}
