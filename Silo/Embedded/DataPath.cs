namespace Parley.Silo.Embedded;

/// <summary>Where the embedded databases live.</summary>
public static class DataPath
{
    /// <summary>
    /// The configured path; else <c>data</c> beside Orleans.sln if the program runs from the source tree
    /// (<c>dotnet run</c> starts in the project's folder, so the working directory says nothing there); else <c>data</c> under the working directory.
    /// </summary>
    public static string Resolve(string? configured) =>
        Path.GetFullPath(string.IsNullOrWhiteSpace(configured) ? Path.Combine(SourceTree.Root ?? "", "data") : configured);
}
