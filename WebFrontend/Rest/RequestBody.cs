namespace Parley.WebFrontend.Rest;

/// <summary>Bodies that are looked at before the route reads them. How long one may be is decided for all of them; none of it goes to the disk.</summary>
internal static class RequestBody
{
    /// <summary>All of it; it can be read again afterwards.</summary>
    public static async Task<byte[]> ReadAsync(HttpContext context)
    {
        using var read = new MemoryStream();
        await context.Request.Body.CopyToAsync(read, context.RequestAborted);
        var bytes = read.ToArray();
        context.Request.Body = new MemoryStream(bytes);
        return bytes;
    }
}
