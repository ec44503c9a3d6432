using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Parley.Grains.Previews;

/// <summary>Pages that were read lately, and those that could not be read; bounded by what they take. One for each silo.</summary>
internal sealed class PageCache(PageReader reader, IOptions<PreviewOptions> options, TimeProvider clock) : IDisposable
{
    private readonly MemoryCache _pages = new(new MemoryCacheOptions { SizeLimit = options.Value.MaxKeptBytes, Clock = new CacheClock(clock) });

    /// <summary>Null: there is nothing to show.</summary>
    public async Task<Page?> ReadAsync(Uri url, CancellationToken cancellation)
    {
        if (_pages.TryGetValue(url.AbsoluteUri, out Page? known))
        {
            return known;
        }

        var page = await reader.ReadAsync(url, cancellation);
        _pages.Set(url.AbsoluteUri, page, new MemoryCacheEntryOptions
        {
            Size = 500 + (2 * url.AbsoluteUri.Length) + (page?.Weight ?? 0),
            AbsoluteExpirationRelativeToNow = page is null ? options.Value.KeepFailuresFor : options.Value.KeepFor,
        });
        return page;
    }

    public void Dispose() => _pages.Dispose();

#pragma warning disable CS0618 // the cache knows no TimeProvider yet
    private sealed class CacheClock(TimeProvider clock) : Microsoft.Extensions.Internal.ISystemClock
    {
        public DateTimeOffset UtcNow => clock.GetUtcNow();
    }
#pragma warning restore CS0618
}
