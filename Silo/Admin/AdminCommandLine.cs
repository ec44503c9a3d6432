using Parley.Silo.Embedded;

namespace Parley.Silo.Admin;

/// <summary>The admin command line.</summary>
public static class AdminCommandLine
{
    /// <summary>How it is called where this program runs.</summary>
    public static string Call => SourceTree.Root is null ? "dotnet Parley.Silo.dll admin" : "dotnet run --project Silo -- admin";
}
