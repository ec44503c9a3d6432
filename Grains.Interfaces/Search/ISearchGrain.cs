using Parley.Errors;

namespace Parley.Search;

/// <summary>Finds messages in all that somebody may read. Key: 0; any number of activations.</summary>
[Alias("parley.search"), GrainInterfaceType("search")]
public interface ISearchGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// A page of hits. Whether the reader may read them is decided, and their text is read, in the log and in one moment of the call. Refused as
    /// <c>invalid</c> (nothing to look for, too many words), <c>search-too-wide</c> (takes too long) or <c>busy</c>.
    /// </summary>
    [Alias("search"), Repeatable, ResponseTimeout("00:00:15")] Task<Outcome<SearchPage>> Search(SearchMessages query);

    /// <summary>How far the index is.</summary>
    [Alias("status"), Repeatable, ResponseTimeout("00:01:00")] Task<SearchStatus> Status();

    /// <summary>Empties the index; it is filled again from the log in the background.</summary>
    [Alias("rebuild"), Repeatable, ResponseTimeout("00:05:00")] Task Rebuild();
}
