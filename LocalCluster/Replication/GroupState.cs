using System.Collections.Immutable;
using System.Text.Json;
using Parley.LocalCluster.Processes;

namespace Parley.LocalCluster.Replication;

/// <summary>What one command on a group leaves to the next: <c>group.json</c> in its folder.</summary>
/// <param name="Ports">As <see cref="MariaDbGroup"/> takes them.</param>
/// <param name="Primary">Which of the servers it is, from 0.</param>
/// <param name="Processes">By name.</param>
public sealed record GroupState(ImmutableArray<int> Ports, int Primary, ImmutableSortedDictionary<string, ProcessIdentity> Processes)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <returns>Null: there is no group.</returns>
    public static MariaDbGroup? Open(ProcessSetting setting)
    {
        if (!File.Exists(In(setting.Folder)))
        {
            return null;
        }

        var state = JsonSerializer.Deserialize<GroupState>(File.ReadAllText(In(setting.Folder)), Json)!;
        return new MariaDbGroup(setting, state.Ports, state.Primary, state.Processes);
    }

    public static void Save(string folder, MariaDbGroup group)
    {
        var processes = group.Processes.Where(process => process.Identity is not null).ToImmutableSortedDictionary(process => process.Name, process => process.Identity!);
        var state = new GroupState(group.Ports, group.Servers.ToList().IndexOf(group.Primary), processes);
        File.WriteAllText(In(folder), JsonSerializer.Serialize(state, Json));
    }

    private static string In(string folder) => Path.Combine(folder, "group.json");
}
