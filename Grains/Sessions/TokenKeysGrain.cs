using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Parley.Errors;
using Parley.Sessions;

namespace Parley.Grains.Sessions;

[GrainType("token-keys"), StatelessWorker]
public sealed class TokenKeysGrain(SigningKeys keys, TokenKeyStore store, IOptions<SessionOptions> options, TimeProvider clock) : Grain, ITokenKeysGrain
{
    /// <summary>Keys that may count at the same time: every frontend holds them all.</summary>
    private const int MaxKeys = 10;

    /// <summary>Frontends ask rarely, and because they have met a key that they do not know.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    public async Task<TokenKeys> Current()
    {
        var ring = await keys.CurrentAsync(Fresh);
        var issuer = options.Value.Issuer;
        return new TokenKeys(issuer, issuer, [.. ring.Known(clock.GetUtcNow()).Select(entry => entry.Key.ForChecking)]);
    }

    public async Task<ImmutableArray<TokenKeyStatus>> List()
    {
        var ring = await keys.CurrentAsync(TimeSpan.Zero);
        var now = clock.GetUtcNow();
        IEnumerable<TokenKeyEntry> entries = keys.AreFiles ? ring.Entries : ring.Entries.OrderByDescending(entry => entry.CreatedAt);
        return [.. entries.Select(entry => ring.Status(entry, now))];
    }

    public async Task<Outcome<TokenKeyStatus>> Add(AddTokenKey command)
    {
        var algorithm = command.Algorithm ?? options.Value.Algorithm;
        if (keys.AreFiles)
        {
            return FromFiles();
        }

        if (!TokenAlgorithms.All.Contains(algorithm))
        {
            return ErrorCatalog.InvalidField("algorithm", $"Choose one of {string.Join(", ", TokenAlgorithms.All)}.");
        }

        await Sweep();
        var ring = await keys.CurrentAsync();
        if (ring.Entries.Length >= MaxKeys)
        {
            return ErrorCatalog.InvalidField("keys", $"There are {ring.Entries.Length} keys already. Wait until the old ones are retired: see keys list.");
        }

        var key = TokenKeyPair.New(algorithm);
        await store.AddAsync(key, signsFrom: null);
        return await Status(key.Id);
    }

    public async Task<Outcome<TokenKeyStatus>> Rotate(RotateTokenKeys command)
    {
        if (keys.AreFiles)
        {
            return FromFiles();
        }

        var next = (await keys.CurrentAsync(TimeSpan.Zero)).Waiting;
        if (next is null)
        {
            var added = await Add(new AddTokenKey(null));
            if (added.IsError)
            {
                return added;
            }

            next = (await keys.CurrentAsync()).Entries.Single(entry => entry.Key.Id == added.Value.Id);
        }

        // Not before everybody, also who asks for the published keys only now and then, has had the time to learn of it.
        var now = clock.GetUtcNow();
        var known = next.CreatedAt + options.Value.KeyOverlap;
        await store.ScheduleAsync(next.Key.Id, command.AtOnce || known < now ? now : known, command.AtOnce);
        return await Status(next.Key.Id);
    }

    private static Error FromFiles() => ErrorCatalog.Error(
        ErrorCatalog.NotInThisMode, "Keys come from files here (Parley:Sessions:KeyFiles). Add the new one to the list, restart, then put it first and restart again.");

    /// <summary>Forgets keys that count no more.</summary>
    private async Task Sweep()
    {
        var ring = await keys.CurrentAsync(TimeSpan.Zero);
        var now = clock.GetUtcNow();
        var retired = ring.Entries.Where(entry => ring.StateOf(entry, now) == TokenKeyState.Retired).Select(entry => entry.Key.Id).ToArray();
        if (retired.Length > 0)
        {
            await store.DeleteAsync(retired);
            await keys.CurrentAsync(TimeSpan.Zero);
        }
    }

    private async Task<Outcome<TokenKeyStatus>> Status(string id)
    {
        var ring = await keys.CurrentAsync(TimeSpan.Zero);
        return ring.Status(ring.Entries.Single(entry => entry.Key.Id == id), clock.GetUtcNow());
    }
}
