namespace Parley.Faults.Nemesis;

/// <summary>A fault has seen by itself that the server does not keep what it promised: the run is red, whatever the history says.</summary>
internal sealed class BrokenPromiseException(string message) : Exception(message);
