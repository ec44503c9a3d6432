using Parley.Grains.Storage;
using Parley.LocalCluster.Processes;
using Parley.LocalCluster.Replication;
using Parley.LocalCluster.Stores;
using Xunit;

namespace Parley.Tests.Support;

/// <summary>A real primary with two replicas, semi-synchronous, for the tests of one class, each in rooms of its own.</summary>
public sealed class ReplicatedMariaDb : IAsyncLifetime
{
    private readonly TempFolder _folder = new();

    public MariaDbGroup Group
    {
        get
        {
            Assert.SkipWhen(field is null, $"{MariaDbProcess.Missing} {Tool.HaProxy.Missing}");
            return field!;
        }
        private set;
    }

    public async ValueTask InitializeAsync()
    {
        if (MariaDbProcess.Missing is null && Tool.HaProxy.Missing is null)
        {
            Group = MariaDbGroup.OnFreePorts(new ProcessSetting(_folder.Path, Detached: false, Patience: TimeSpan.FromSeconds(60)), replicas: 2);
            await Group.StartAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await (MariaDbProcess.Missing is null && Tool.HaProxy.Missing is null ? Group.DisposeAsync() : ValueTask.CompletedTask);
        _folder.Dispose();
    }

    /// <summary>The database, on whoever is the primary, and those of it that are to be read.</summary>
    /// <param name="replicas">Null: those that are replicas now.</param>
    public DatabaseConnections Connections(IEnumerable<MariaDbProcess>? replicas = null)
    {
        var connection = Group.ConnectionString();
        var copies = (replicas ?? Group.Replicas).Select(replica => replica.ConnectionString(user: MariaDbGroup.User)).ToList();
        return new DatabaseConnections(connection, connection, connection) { MessagesReplicas = [.. copies], GrainsReplicas = [.. copies], SearchReplicas = [.. copies] };
    }
}
