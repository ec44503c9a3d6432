using System.Collections.Immutable;
using Orleans.Concurrency;
using Parley.Grains.Storage;
using Parley.OpenId;

namespace Parley.Grains.OpenId;

[GrainType("data-protection-keys"), StatelessWorker]
public sealed class DataProtectionKeysGrain(ServerKeys keys, Sealing sealing) : Grain, IDataProtectionKeysGrain
{
    private const string Prefix = "data-protection/";

    public async Task<ImmutableArray<DataProtectionKey>> List()
    {
        var all = await keys.ListAsync(Prefix);
        return [.. all.Select(key => new DataProtectionKey(key.Name[Prefix.Length..], sealing.Open(key.Name, key.Value)))];
    }

    public async Task Add(DataProtectionKey key)
    {
        var name = Prefix + key.Name;
        await keys.AddAsync(name, sealing.Seal(name, key.Xml));
    }
}
