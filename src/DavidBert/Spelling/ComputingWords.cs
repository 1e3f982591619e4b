namespace DavidBert.Spelling;

/// <summary>Words of computing and its products that people write and dictionaries lack.</summary>
internal static class ComputingWords
{
    private const string All = """
        admin airpods algo alloc ansi args argv ascii async auth autocomplete avif axios backend backends
        bigint bitmap blas blockchain bluetooth bool boolean bots btrfs bytecode cgroup changelog charset
        chatbot chatgpt checkbox checksum chmod chown chromebook chromecast clojure codebase codec colab config
        configs const cpan cron crypto cuda dbus ddos debian deepfake deps desc dest devops diff diffs dirs dist
        distro distros django docker dockerfile dpkg driverless dropdown earbuds ecommerce emacs emoji emojis
        enum enums esports etag eval expr fintech firefox firmware frontend fullstack gcloud getter github glibc
        gmail golang grep groff gzip hashtag hdmi hostname href hyperlink icmp iframe init inkjet inode
        instagram iterable jpeg json junit kafka keyring keystroke kotlin kubernetes ldap libc linkedin linq
        linter livestream llvm localhost login logins macbook macbooks macos makefile malware manpage markdown
        middleware mongodb monorepo mozilla multiline mutex mysql namespace netbook nginx nodejs nuget nullable
        numpy nvidia oauth opensource param params passwd paypal perf perl permalink plugin plugins polyfill
        posix postgres powerbank proc proj pubsub pycharm pytest readme reboot redis refactor regex
        regexp repl repo repos rgba robo rsync runtime saas sasl schema screenshot selfie semver setter shader
        siri smartwatch smtp snapchat spotify spreadsheet sqlite sshd stderr stdin stdio stdlib stdout
        struct structs subdirectory submodule subnet subprocess sudo symlink symlinks systemd textarea tiktok
        timestamp todo toml tooltip touchpad trackpad tuple typedef ubuntu udev unset untrusted upload
        urls username usernames util utils uuid validator varargs venv vite vlan vlog wasm wayland webcam
        webhook webp wget whatsapp whitespace widget wifi wiki xhtml xpath yaml zlib
        """;

    private static readonly HashSet<string> Words = All
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>Whether it is one of them.</summary>
    /// <param name="word">A word in lower case.</param>
    public static bool Has(string word) => Words.Contains(word);
}
