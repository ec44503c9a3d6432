using System.Text.Json;

namespace Parley.Silo.Admin;

/// <summary>
/// <c>server.json</c> in the data folder: where the server that has the folder listens for admin commands, and the secret
/// that they must show. Readable by its owner only.
/// </summary>
internal sealed record ServerFile(Uri Address, string Secret, int ProcessId, string Version)
{
    private const string Name = "server.json";

    /// <summary>Null: there is none, or what is there cannot be read.</summary>
    public static ServerFile? Read(string dataPath)
    {
        try
        {
            return JsonSerializer.Deserialize<ServerFile>(File.ReadAllBytes(Path.Combine(dataPath, Name)), JsonSerializerOptions.Web);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Replaces the file at once: whoever reads sees the old or the new one.</summary>
    public void Write(string dataPath)
    {
        var path = Path.Combine(dataPath, Name);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        File.Delete(path + ".new"); // one that is there keeps its mode
        using (var file = new FileStream(path + ".new", options))
        {
            JsonSerializer.Serialize(file, this, JsonSerializerOptions.Web);
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>Deletes the file if it is this one, and not that of a server which has taken the folder since.</summary>
    public void Delete(string dataPath)
    {
        if (Read(dataPath)?.Secret == Secret)
        {
            File.Delete(Path.Combine(dataPath, Name));
        }
    }

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"ServerFile({Address}, {ProcessId})";
}
