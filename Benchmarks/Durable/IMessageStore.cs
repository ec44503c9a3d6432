namespace Parley.Benchmarks.Durable;

/// <summary>
/// Another way of storing messages, in this process: without sockets, sessions and rules, which is in its favour. What it says it has stored is on disk.
/// </summary>
internal interface IMessageStore : IAsyncDisposable
{
    string Name { get; }

    /// <summary>How many calls it gets the most of.</summary>
    int AtOnce { get; }

    Task StoreAsync(int room, string sender, string text);
}
