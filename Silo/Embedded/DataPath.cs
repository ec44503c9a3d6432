namespace Parley.Silo.Embedded;

/// <summary>Where the embedded databases live.</summary>
public static class DataPath
{
    /// <summary>
    /// The configured path; else <c>data</c> beside Orleans.sln if the program runs from the source tree
    /// (<c>dotnet run</c> starts in the project's folder, so the working directory says nothing there); else <c>data</c> under the working directory.
    /// </summary>
    public static string Resolve(string? configured)
    {
        if (!string.IsNullOrWhiteSpace(configured))
        {
            return Path.GetFullPath(configured);
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Orleans.sln")))
            {
                return Path.Combine(folder.FullName, "data");
            }
        }

        return Path.GetFullPath("data");
    }
}
