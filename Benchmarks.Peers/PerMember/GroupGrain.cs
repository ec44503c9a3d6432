namespace Parley.Benchmarks.Peers.PerMember;

/// <summary>One observer call per member and message.</summary>
internal sealed class GroupGrain : Grain, IGroupGrain
{
    private readonly Dictionary<string, IConnectionObserver> _members = [];

    public Task Join(string connection, IConnectionObserver observer)
    {
        _members[connection] = observer;
        return Task.CompletedTask;
    }

    public Task Leave(string connection)
    {
        _members.Remove(connection);
        return Task.CompletedTask;
    }

    public Task Send(string text)
    {
        var room = this.GetPrimaryKeyString();
        return Task.WhenAll(_members.Values.Select(member => member.Receive(room, text)));
    }
}
