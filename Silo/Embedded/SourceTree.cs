namespace Parley.Silo.Embedded;

/// <summary>Whether the program runs from its own sources, as with <c>dotnet run</c>.</summary>
public static class SourceTree
{
    /// <summary>The folder that holds Orleans.sln; null in an installation.</summary>
    public static string? Root { get; } = Find();

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Orleans.sln")))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
