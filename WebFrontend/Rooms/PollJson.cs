namespace Parley.WebFrontend.Rooms;

/// <summary>A poll as it is sent: in the body of POST /rooms/{room}/messages, whose text is the question.</summary>
public sealed record PollJson(string?[]? Options, bool? Multiple = null, bool? Anonymous = null)
{
    /// <summary>Without content.</summary>
    public override string ToString() => "PollJson";
}

/// <summary>Body of PUT /rooms/{room}/messages/{seq}/poll/vote.</summary>
/// <param name="Choices">Places of the answers, from 0.</param>
public sealed record VoteJson(int[]? Choices);
