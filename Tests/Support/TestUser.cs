using Parley.Sessions;

namespace Parley.Tests.Support;

/// <summary>A user who has signed in, and a client that says so with each request.</summary>
public sealed record TestUser(SignedIn SignedIn, TestClient Client)
{
    public string Id => SignedIn.User.Id;

    public string Session => SignedIn.Session;

    public string AccessToken => SignedIn.AccessToken!;

    public string RefreshToken => SignedIn.RefreshToken!;
}
