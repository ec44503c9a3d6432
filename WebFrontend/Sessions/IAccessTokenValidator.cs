namespace Parley.WebFrontend.Sessions;

/// <summary>Checks an access token that did not come in a header: in the first frame of a raw socket.</summary>
public interface IAccessTokenValidator
{
    /// <summary>Whose token it is; null if it is not accepted, also because its session has ended.</summary>
    ValueTask<CurrentUser?> Validate(string token);
}
