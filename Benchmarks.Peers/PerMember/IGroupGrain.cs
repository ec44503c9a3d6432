using Orleans.Concurrency;

namespace Parley.Benchmarks.Peers.PerMember;

/// <summary>The connections of one room. Key: room.</summary>
[Alias("peers.group")]
public interface IGroupGrain : IGrainWithStringKey
{
    [Alias("join")]
    Task Join(string connection, IConnectionObserver observer);

    [Alias("leave")]
    Task Leave(string connection);

    [Alias("send")]
    Task Send(string text);
}

/// <summary>One connection.</summary>
[Alias("peers.connection")]
public interface IConnectionObserver : IGrainObserver
{
    [Alias("receive"), OneWay]
    Task Receive(string room, string text);
}
