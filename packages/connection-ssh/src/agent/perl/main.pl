# Its arguments: how many bytes it has, what to print when it is ready, after how many silent seconds it ends.
my (undef, $marker, $silence) = @ARGV;
syswrite STDOUT, "$marker+";
run($silence);
