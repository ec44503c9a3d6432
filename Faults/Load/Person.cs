namespace Parley.Faults.Load;

/// <summary>A user with a session.</summary>
/// <param name="Id">User id.</param>
/// <param name="Token">Access token; lives longer than any run.</param>
public sealed record Person(string Id, string Name, string Token);

/// <summary>Where clients come in.</summary>
/// <param name="Name">Of the frontend that it leads to, or of the proxy in front of them.</param>
public sealed record Door(string Name, Uri Url);
