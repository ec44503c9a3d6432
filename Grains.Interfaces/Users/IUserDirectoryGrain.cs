using System.Collections.Immutable;
using Parley.Errors;

namespace Parley.Users;

/// <summary>Lists users, for administrators. Reads all there are: not for every day. Key: 0; any number of activations.</summary>
[Alias("parley.user-directory"), GrainInterfaceType("user-directory")]
public interface IUserDirectoryGrain : IGrainWithIntegerKey
{
    /// <summary>Users by id. Refused to those who may not manage users.</summary>
    [Alias("search"), Repeatable, ResponseTimeout("00:00:30")] Task<Outcome<ImmutableArray<UserProfile>>> Search(SearchUsers query);
}

/// <summary>
/// Who the owners of this server are, so that the last one is not taken away. Key: 0. Everybody it knows is one; somebody who has become
/// one in this moment may be missing.
/// </summary>
[Alias("parley.server-owners"), GrainInterfaceType("server-owners")]
public interface IServerOwnersGrain : IGrainWithIntegerKey
{
    /// <summary>Comes after the user has become an owner. Repeating is harmless.</summary>
    [Alias("add"), Repeatable] Task Add(string user);

    /// <summary>Comes before the user ceases to be one; false if there would be none left. Repeating is harmless.</summary>
    [Alias("remove"), Repeatable] Task<bool> Remove(string user);
}
