using Parley.Faults.History;

namespace Parley.Faults.Checking;

/// <summary>What one client saw in one room, in the order it saw it; with what befell its connections.</summary>
public sealed class ClientView(int client, string user)
{
    private readonly List<ClientRecord> _records = [];

    public int Client => client;

    public string User => user;

    public IReadOnlyList<ClientRecord> Records => _records;

    internal void Add(ClientRecord record) => _records.Add(record);
}
