using System.Collections.Immutable;

namespace Parley.OpenId;

/// <summary>
/// Keys by which frontends protect what a browser carries through a sign-in at a provider. All frontends share them: the answer may come
/// back to another one. Key: 0; any number of activations.
/// </summary>
[Alias("parley.data-protection-keys"), GrainInterfaceType("data-protection-keys")]
public interface IDataProtectionKeysGrain : IGrainWithIntegerKey
{
    /// <summary>All keys, as the framework writes them.</summary>
    [Alias("list"), Repeatable] Task<ImmutableArray<DataProtectionKey>> List();

    /// <summary>Keeps a key. One of that name that is there stays as it is.</summary>
    [Alias("add"), Repeatable] Task Add(DataProtectionKey key);
}

/// <param name="Xml">A secret.</param>
[GenerateSerializer, Immutable, Alias("parley.data-protection-key")]
public sealed record DataProtectionKey([Id(0)] string Name, [Id(1)] string Xml)
{
    /// <summary>Without the key.</summary>
    public override string ToString() => $"DataProtectionKey({Name})";
}
