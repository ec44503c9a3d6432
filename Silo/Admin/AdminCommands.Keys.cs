using Parley.Errors;
using Parley.Sessions;

namespace Parley.Silo.Admin;

internal sealed partial class AdminCommands
{
    public async Task<Outcome<SigningKeyList>> ListKeys(CancellationToken cancellation) =>
        new SigningKeyList([.. (await grains.TokenKeys().List()).Select(View)]);

    public async Task<Outcome<SigningKey>> AddKey(AddKeyRequest request, CancellationToken cancellation) =>
        View(await grains.TokenKeys().Add(new AddTokenKey(request.Algorithm)));

    public async Task<Outcome<SigningKey>> RotateKeys(RotateKeysRequest request, CancellationToken cancellation) =>
        View(await grains.TokenKeys().Rotate(new RotateTokenKeys(request.AtOnce)));

    private static Outcome<SigningKey> View(Outcome<TokenKeyStatus> outcome) => outcome.IsError ? outcome.Error : View(outcome.Value);

    /// <summary>The first key has signed since before there was anything to sign.</summary>
    private static SigningKey View(TokenKeyStatus key) => new(
        key.Id, key.Algorithm, key.State.ToString().ToLowerInvariant(), key.CreatedAt, key.SignsFrom > DateTimeOffset.UnixEpoch ? key.SignsFrom : null, key.VerifiesUntil, key.Source);
}
