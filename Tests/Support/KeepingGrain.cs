using Orleans.Runtime;
using Parley.Grains;

namespace Parley.Tests.Support;

/// <summary>A grain that keeps a text.</summary>
[Alias("parley.tests.keeping")]
public interface IKeepingGrain : IGrainWithStringKey
{
    [Alias("keep")] Task Keep(string text);

    [Alias("kept")] Task<string> Kept();
}

[GrainType("test-keeping")]
public sealed class KeepingGrain([PersistentState(KeepingGrain.StateName, GrainsRegistration.StateStore)] IPersistentState<KeptText> state) : Grain, IKeepingGrain
{
    public const string StateName = "test-kept";

    public Task Keep(string text)
    {
        state.State = new KeptText { Value = text };
        return state.WriteStateAsync();
    }

    public Task<string> Kept() => Task.FromResult(state.State.Value);
}

public sealed class KeptText
{
    public string Value { get; set; } = "";
}
