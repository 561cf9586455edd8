#ifndef MINI_WORDS_H
#define MINI_WORDS_H
#include <string>
#include <vector>
std::vector<std::string> split(const std::string& text, char separator);
std::string join(const std::vector<std::string>& words, const std::string& separator);
#endif
