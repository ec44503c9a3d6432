namespace Parley.Silo.Embedded;

/// <summary>What the embedded silo of this process works on.</summary>
/// <param name="DataPath">Full path of the data folder.</param>
/// <param name="IsNew">True if this process has made its databases.</param>
public sealed record EmbeddedInstallation(string DataPath, bool IsNew);
