using Orleans.Runtime;

namespace Parley.Benchmarks.Durable;

[Alias("parley.benchmarks.stateWrite")]
internal interface IStateWriteGrain : IGrainWithIntegerKey
{
    [Alias("post")]
    Task<long> Post(string sender, string text);
}

/// <summary>A room as one writes it first: its last messages are its state, and the state is written with each. That is what the control is about; so nothing is batched.</summary>
internal sealed class StateWriteGrain([PersistentState("room", StateWriteGrain.Store)] IPersistentState<StateWriteGrain.Room> state) : Grain, IStateWriteGrain
{
    public const string Store = "rooms";

    /// <summary>Messages that a room keeps. The more, the slower: the whole state is written anew.</summary>
    private const int Kept = 100;

    public async Task<long> Post(string sender, string text)
    {
        state.State.Last++;
        state.State.Messages.Enqueue(new Message(state.State.Last, sender, DateTimeOffset.UtcNow, text));
        if (state.State.Messages.Count > Kept)
        {
            state.State.Messages.Dequeue();
        }

        await state.WriteStateAsync();
        return state.State.Last;
    }

    internal sealed class Room
    {
        public long Last { get; set; }

        public Queue<Message> Messages { get; set; } = new();
    }

    internal sealed record Message(long Number, string Sender, DateTimeOffset At, string Text);
}
