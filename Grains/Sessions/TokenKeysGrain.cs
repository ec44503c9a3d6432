using Orleans.Concurrency;
using Parley.Sessions;

namespace Parley.Grains.Sessions;

[GrainType("token-keys"), StatelessWorker]
public sealed class TokenKeysGrain(AccessTokens tokens) : Grain, ITokenKeysGrain
{
    public Task<TokenKeys> Current() => Task.FromResult(tokens.PublicKeys);
}
