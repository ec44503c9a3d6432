namespace Parley.LocalCluster.CommandLine;

/// <summary>The same as those of the admin command line.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Refused = 1;
    public const int Usage = 64;
}
