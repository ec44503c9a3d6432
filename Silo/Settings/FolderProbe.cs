namespace Parley.Silo.Settings;

/// <summary>Whether a folder can be written, or made where it is to be.</summary>
internal static class FolderProbe
{
    /// <summary>Null: it can. Leaves nothing behind.</summary>
    public static string? Fault(string path)
    {
        var folder = new DirectoryInfo(path);
        while (!folder.Exists && folder.Parent is { } parent)
        {
            if (File.Exists(folder.FullName))
            {
                return $"{folder.FullName} is a file. Set Parley__DataPath to a folder.";
            }

            folder = parent;
        }

        try
        {
            var probe = Path.Combine(folder.FullName, $".parley-{Guid.NewGuid():N}");
            using (new FileStream(probe, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.DeleteOnClose }))
            {
                return null;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{path} cannot be written ({e.Message.TrimEnd('.')}). Give this user write access to it, or set Parley__DataPath to another folder.";
        }
    }
}
