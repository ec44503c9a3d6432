namespace Parley.Silo;

/// <summary>How a program ends, after sysexits.h.</summary>
public static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>What was asked for was refused.</summary>
    public const int Refused = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 64;

    /// <summary>The server is there and does not answer.</summary>
    public const int Unavailable = 69;

    /// <summary>Settings, data folder or databases must be mended first.</summary>
    public const int Configuration = 78;
}
