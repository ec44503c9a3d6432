using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Parley.FileStores;

public static class FileStoreRegistration
{
    /// <summary>Adds the <see cref="IFileStore"/> that the settings name; none, if they name none.</summary>
    /// <param name="dataPath">The data folder; null: there is none.</param>
    /// <returns>Whether there is one.</returns>
    public static bool AddFileStore(this IServiceCollection services, IConfiguration configuration, string? dataPath)
    {
        services.AddOptions<FileStoreOptions>().BindConfiguration(FileStoreOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<FileStoreOptions>, FileStoreOptions.Validator>());
        services.AddOptions<S3Options>().BindConfiguration(S3Options.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<S3Options>, S3Options.Validator>());
        if (!string.IsNullOrWhiteSpace(configuration[$"{S3Options.Section}:{nameof(S3Options.ServiceUrl)}"]))
        {
            services.AddSingleton<IFileStore>(provider => new S3FileStore(provider.GetRequiredService<IOptions<S3Options>>().Value));
            return true;
        }

        var path = configuration[$"{FileStoreOptions.Section}:{nameof(FileStoreOptions.Path)}"];
        var root = !string.IsNullOrWhiteSpace(path) ? Path.GetFullPath(path) : dataPath is null ? null : Path.Combine(dataPath, "files");
        if (root is null)
        {
            return false;
        }

        services.AddSingleton<IFileStore>(new DiskFileStore(root));
        return true;
    }
}
