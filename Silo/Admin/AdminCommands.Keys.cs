using Parley.Audit;
using Parley.Errors;
using Parley.Sessions;

namespace Parley.Silo.Admin;

internal sealed partial class AdminCommands
{
    public async Task<Outcome<SigningKeyList>> ListKeys(CancellationToken cancellation) =>
        new SigningKeyList([.. (await grains.TokenKeys().List()).Select(View)]);

    public async Task<Outcome<SigningKey>> AddKey(AddKeyRequest request, CancellationToken cancellation) =>
        View(await OnRecord(await grains.TokenKeys().Add(new AddTokenKey(request.Algorithm)), "keys new"));

    public async Task<Outcome<SigningKey>> RotateKeys(RotateKeysRequest request, CancellationToken cancellation) =>
        View(await OnRecord(await grains.TokenKeys().Rotate(new RotateTokenKeys(request.AtOnce)), request.AtOnce ? "keys rotate --at-once" : "keys rotate"));

    private async Task<Outcome<TokenKeyStatus>> OnRecord(Outcome<TokenKeyStatus> outcome, string command)
    {
        await audit.WriteAsync(new AuditEntry(AuditEvents.AuthzAdmin) { Target = outcome.Value?.Id, Refusal = outcome.Error?.Code, Detail = $"admin {command}" });
        return outcome;
    }

    private static Outcome<SigningKey> View(Outcome<TokenKeyStatus> outcome) => outcome.IsError ? outcome.Error : View(outcome.Value);

    /// <summary>The first key has signed since before there was anything to sign.</summary>
    private static SigningKey View(TokenKeyStatus key) => new(
        key.Id, key.Algorithm, key.State.ToString().ToLowerInvariant(), key.CreatedAt, key.SignsFrom > DateTimeOffset.UnixEpoch ? key.SignsFrom : null, key.VerifiesUntil, key.Source);
}
