using System.Text.Json;

namespace Parley.LocalCluster.State;

/// <summary>state.json in the folder of a cluster.</summary>
public static class StateFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <returns>Null: no cluster has been started there, or it was taken down.</returns>
    /// <exception cref="ClusterException">It cannot be understood.</exception>
    public static ClusterState? Read(string folder)
    {
        if (!File.Exists(In(folder)))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<ClusterState>(File.ReadAllText(In(folder)), Json);
        }
        catch (JsonException e)
        {
            throw new ClusterException($"{In(folder)} cannot be read ({e.Message}). Stop its processes by hand and delete the folder.", e);
        }
    }

    /// <summary>In one step: who reads at the same time sees the old or the new.</summary>
    public static void Write(string folder, ClusterState state)
    {
        var draft = In(folder) + ".new";
        File.WriteAllText(draft, JsonSerializer.Serialize(state, Json));
        File.Move(draft, In(folder), overwrite: true);
    }

    public static void Delete(string folder) => File.Delete(In(folder));

    private static string In(string folder) => Path.Combine(folder, "state.json");
}
