namespace Parley.LocalCluster.Processes;

/// <summary>What all processes of a cluster have in common.</summary>
/// <param name="Folder">Working folder of all; logs are in <c>logs/</c> below it.</param>
/// <param name="Detached">They outlive the program that started them.</param>
/// <param name="Patience">How long one may take to become ready or to stop by itself.</param>
public sealed record ProcessSetting(string Folder, bool Detached, TimeSpan Patience)
{
    internal string Log(string name) => Path.Combine(Folder, "logs", name + ".log");
}
